### Accounts: signing up and in, links from mails, the account itself, and the demonstration's people.

people-name = Your name
people-name-hint = As you want to be called. Clients stay unnamed: hosts see their nickname only.
people-email = E-mail
people-email-example = you@example.org
people-password = Password
people-password-new = New password
people-password-hint = At least { $min } characters. A short sentence is a good password.

sign-in-lead = With a link by e-mail, or with your password.
sign-in-send = Send me a link
sign-in-or = or
sign-in-stay = Stay signed in
sign-in-forgotten = Forgotten?
sign-in-new = New here? [Open an account](1) or [become a host](2). With a personal link, [open a session](3) without one.
sign-in-link-title = Sign in with a link
sign-in-link-lead = Open the link in the e-mail on this device, or paste it here. It is good once, for half an hour.
sign-in-again = Ask for another link
flash-link-sent = If this address has an account, an e-mail with a link is on its way.
flash-signed-out = You are signed out.

sign-up-title = Open an account
sign-up-lead = For clients and for hosts. It takes a minute and costs nothing.
sign-up-act = Open the account
sign-up-busy = Opening…
sign-up-known = You have an account? [Sign in](1).
verify-title = Confirm your address
verify-lead = We have sent you an e-mail. Open its link, or paste it here, and you are in.
verify-act = Confirm
verify-again = Nothing came? Sign in to have it sent again
flash-look-into-mail = Look into your mail: a message is on its way. If nothing comes, look into the spam folder.
flash-verified = Welcome. Your address is confirmed, and you are signed in.
fault-verify-first = Confirm this address first: we have just sent you its e-mail again.
fault-locale = Choose a language from the list.

reset-title = Set a new password
reset-lead = We send you a link with which you set a new password. Until then the old one keeps working.
reset-send = Send the link
reset-open-lead = You have the e-mail already? Open its link, or paste it here.
reset-open = Go on
reset-again = Ask for another link
flash-reset-sent = If this address has an account, an e-mail with a link is on its way.
reset-new-title = Your new password
reset-new-lead = All other devices are signed out, and we tell you by e-mail that it was changed.
reset-new-act = Set the password
flash-password-changed = Your password is set. All other devices are signed out.

# Never says which of these it was, nor whether the account exists.
one-time-dead = This link does not work any more
one-time-dead-what = It may have been used already, replaced by a newer one, cut off on its way, or too old. Nothing was changed because of it.
one-time-busy = One moment…
one-time-field = The link from your e-mail
one-time-placeholder = Paste it here
one-time-outbox = Read the demo's mail

operator-begin-title = Become the operator
operator-begin-lead = This account runs the site. With an address that has an account here already, type that account's password.
operator-begin-open-lead = Open the link that the program printed when it started, or paste it here.
operator-begin-open = Go on
operator-begin-again = Paste a link
operator-begin-act = Become the operator
flash-operator = You are the operator of this site.

account-you = You
account-nickname = Nickname
account-nickname-hint = What hosts see of you as a client. It belongs to you alone on this site.
account-zone = Time zone
account-zone-hint = Dates are shown and sent in this zone.
account-save = Save
account-picture = Picture
account-picture-choose = Choose a picture
account-picture-hint = JPEG, PNG or WebP, up to 10 MB. It is cut to a square and drawn anew.
account-picture-remove = Remove
account-become-host = You know something that others would pay for? [Become a host](1).
account-safety = Signing in
account-change = Change
account-email-proven = Confirmed
account-email-unproven = Not confirmed
account-password-is = Set
account-password-none = None yet: you sign in by links
account-sign-ins-show = Show

account-password-title = Change your password
account-password-first = Set a password
account-password-lead = All other devices are signed out, and we tell you by e-mail.
account-password-old = Present password
account-password-act = Set the password

account-email-title = Change your address
account-email-lead = We write to the new address. Once you have opened the link in that e-mail the change is in force, and we tell the old address.
account-email-new = New address
account-email-password = So that nobody changes it on a device that you left open.
account-email-act = Send the e-mail
email-confirm-title = Confirm your new address
email-confirm-lead = Open the link in the e-mail that we sent to the new address, or paste it here.
email-confirm-again = Ask for another e-mail
flash-email-changed = Your new address is in force.

sign-ins-title = Sign-ins
sign-ins-where = Where you are signed in
sign-ins-this = This device
sign-ins-unknown = Unknown device
# A date follows each of these.
sign-ins-seen = Last seen
sign-ins-since = Since
sign-ins-end = Sign out
sign-ins-end-others = Sign out all other devices
sign-ins-hint = Somebody you do not know is on the list? Sign that device out and set a new password.
flash-sign-in-ended = That device is signed out.
flash-sign-ins-ended = All other devices are signed out.

demo-title = Try it as …
demo-lead = Demo data, no real money.
demo-host = Host
demo-client = Client
demo-operator = Operator
demo-host-more = Sessions, services, earnings
demo-client-more = Find, buy, meet
demo-operator-more = Hosts, sessions, outbox
demo-tip = Open Sofia in one window and Marta in a private one, then meet.
flash-clock-moved = The demo's clock was moved ahead.
