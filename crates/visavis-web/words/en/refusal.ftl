# What the session, the database or a form refuses, and what one can do.

refusal-wrong-phase = This is not possible any more, or not yet. Look at the session again: it may have moved on.
refusal-only-host = Only the host can do this.
refusal-only-client = Only the client can do this.
refusal-too-early = The room is not open yet. It opens ten minutes before the agreed time.
refusal-times-count = Offer one to five times.
refusal-times-range = Offer times that lie ahead, within a year.
refusal-not-offered = This time is not on offer any more. Look at the times offered now.
refusal-own-offer = These are your own times. The other side picks one of them.
refusal-time-passed = This time has passed. Ask for other times.
refusal-unproven = We have no proof that both of you were there. Please confirm that the session took place.
refusal-refund-later = The refund can be taken once fourteen days have passed without a date.
refusal-window-closed = The time to report a problem is over. Write to the operator of the site.
refusal-words-missing = Please say in a few words what happened.
refusal-refund-too-large = No more than the price can be refunded.
refusal-wrong-amount = The amount paid is not the price of the session.
refusal-slot-taken = This time is taken by another session. Please choose another one.
refusal-other-session = You are in another session now. Leave it first, then enter this one.
refusal-email-taken = This address is used by another account.
refusal-nickname-taken = Somebody else has this nickname. Please choose another one.
refusal-taken = Somebody else was faster. Please look again.
refusal-changed = This was changed meanwhile, perhaps in another tab. Look at it again and repeat what you wanted.

fault-email = Write an address such as name@example.org.
fault-name-missing = Please write a name.
fault-name-long = Use at most 80 characters.
fault-password-short = Use at least 10 characters. A short sentence is a good password.
fault-password-long = Use at most 200 characters.
fault-sign-in = Address and password do not match. You can ask for a sign-in link instead.
fault-old-password = This is not your present password.
fault-nickname-taken = Somebody else has this nickname. Please choose another one.
fault-zone = Choose a time zone from the list.
fault-phone = Write the number with its country, such as +49 151 23456789.
fault-code-wrong = This is not the code. Look at the message again.
fault-code-over = This code is used up or too old. Ask for a new one.
fault-own-service = This is your own service: nobody can buy from oneself.
fault-price-changed = The price has changed since you opened this page. Look at it again before you pay.
