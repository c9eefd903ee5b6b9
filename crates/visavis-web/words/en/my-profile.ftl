### My profile, and what can be wrong with it.

profile-title = My profile
profile-lead = What clients read before they choose you.
profile-what-clients-see = What clients see
profile-save = Save profile

profile-name = Name
profile-headline = Headline
profile-headline-hint = One line on what you do, such as: Grief and couples counselor.
profile-about = About you
profile-about-hint = How you work, for whom, and what you bring. An empty line begins a new paragraph.
profile-topics = Topics
profile-topics-hint = Up to 12, separated by commas. Clients find you by them.
profile-languages = Languages
profile-languages-more = More languages
profile-zone = Time zone
profile-zone-hint = Your times are meant in this zone.
profile-zone-choose = Choose your time zone
profile-country = Country
profile-country-none = Not told
profile-links = Links
profile-links-hint = Up to 5 own pages, one on each line.

profile-standing = Visibility
profile-visible = Visible
profile-visible-text = Everybody can find you and read your page.
profile-hidden = Not visible yet
profile-hidden-text = Clients see you as soon as this is there:
profile-add = Add
profile-missing-name = Your name
profile-missing-headline = A headline
profile-missing-about = A few words about you
profile-missing-zone = Your time zone
profile-missing-offer = A service that is on
profile-reminder-avatar = A portrait helps people to trust you.
profile-reminder-cover = A cover picture makes the page yours.

profile-pictures = Pictures
profile-avatar = Portrait
profile-avatar-choose = Choose a portrait
profile-avatar-hint = JPEG, PNG or WebP, up to 10 MB. It is cut to a square.
profile-cover = Cover picture
profile-cover-choose = Choose a cover
profile-cover-hint = Wide works best: four times as wide as high.
profile-picture-save = Save
profile-picture-remove = Remove

profile-phone-title = Mobile number
profile-phone-text = For messages from us when something is urgent. It is never shown to anyone.
profile-phone = Number
profile-phone-example = +49 151 23456789
profile-phone-send = Send a code
profile-phone-again = Send another code
profile-phone-verified = Verified
profile-phone-ends = Ends in { $end }
profile-phone-remove = Remove
profile-code = Code from the message
profile-code-hint = Six digits, good for 10 minutes.
profile-code-confirm = Confirm

flash-changed-meanwhile = This was changed in another window meanwhile. Below is what you typed: save again to keep it.
flash-phone-code = A code is on its way to your phone.
flash-phone-verified = Your number is verified.
flash-phone-removed = Your number is removed.

error-picture-none = Choose a picture first.
fault-headline-long = Use at most 120 characters.
fault-about-long = Use at most 5,000 characters.
fault-country = Choose a country from the list.
fault-language = Choose languages from the list.
fault-languages-many = Choose at most 12 languages.
fault-topics-many = Use at most 12 topics.
fault-topic-long = Use at most 40 characters for each topic, and a comma between topics.
fault-link = Each link begins with https:// or http:// and names a page, such as https://example.org.
fault-links-many = Use at most 5 links.
fault-picture-large = This picture is larger than 10 MB. Choose a smaller one.
fault-picture-kind = Choose a JPEG, PNG or WebP picture.
fault-picture-points = This picture has more than 40 million points. Choose a smaller one.
fault-picture-broken = This picture cannot be read. Save it again in another program, then choose it once more.
fault-file-quota = Your space of 500 MB is used up.
fault-file-empty = This file is empty.
fault-file-large = This file is larger than 25 MB.
fault-file-kind = Files of this kind cannot be sent. Pictures, sound, video, text, PDF, documents and archives can.
