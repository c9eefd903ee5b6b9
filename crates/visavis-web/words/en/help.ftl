### How it works.

help-title = How it works
help-lead = You buy somebody's time, you meet in the browser, and the money stays safe until the session is delivered.

help-buy = Buying a session
help-buy-find = Find a host and read what is done in each service, how long it takes and what it costs. The price you see is the whole price.
help-buy-pay = Choose a service and pay. You need no account: an e-mail address is enough. The confirmation comes at once, to you and to your host.
help-buy-date = Agree on a date. A conversation opens by itself, one of you proposes times, the other picks one. Without a date after 14 days you can have everything back with one click.
help-buy-meet = Enter the room from your page or from the e-mail. It needs a browser and nothing else; camera and microphone are checked beforehand, and you can come without them.

help-link = Your personal link
help-link-yours = The link in your e-mail is the key to your session. Do not pass it on.
help-link-device = A second device on the same link takes your seat, it never adds a person. If that was not you, say so and the link stops working.
help-link-lost = Lost the link, or cannot open it? Paste it, or the code, into the field that any missing page shows.

help-money = Your money
help-money-held = What you pay is held until the session is delivered. The clock in the room only informs: nothing more is charged when you talk longer.
help-money-back = If your host never comes, you get everything back.
help-money-problem = After delivery you have 72 hours to report a problem. A person looks at it and decides, with a reason.

help-sell = Offering your time
help-sell-profile = Open an account, become a host and fill in your profile: name, headline, what you are about, time zone.
help-sell-services = Add services with a price and a length. As soon as one is on and the profile is complete, you are found.
help-sell-deliver = After the session mark it as delivered. 72 hours later the earning is yours.

help-private = What stays between you
help-private-recording = Sessions are not recorded. There is no button for it.
help-private-third = No page here asks another company for anything: no trackers, no foreign fonts.

help-reviewed = Last reviewed on { $date }.
