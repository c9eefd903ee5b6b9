### The page of one session and what can be done on it.

session-sub = { $channel }, { $duration }
session-when = When
session-to = to { $time }
session-zone = Your time, { $zone }.
# The same moment on the other side's wall.
session-there = { $time } in { $city }
session-starts-in = Starts in
session-offer-mine = { $count ->
    [one] You proposed one time
   *[other] You proposed { $count } times
}
session-offer-theirs = { $count ->
    [one] One time is offered to you
   *[other] { $count } times are offered to you
}
session-take = Take this time:
session-people = Who
session-your-client = Your client
session-your-host = Your host
session-their-page = Page
session-terms = What was agreed
session-terms-frozen = These terms were fixed when it was sold. Later changes of the service do not touch them.
session-channel = Where
session-duration = Duration
session-paid-at = Paid on
session-paid = Paid
session-paid-back = Refunded
session-acts = What you can do
session-propose = Propose times
session-end = End session
session-calendar = Add to calendar
session-problem = Report a problem
session-refund = Take the money back
session-refund-from = Should you find no date, you can take the full price back with one click from { $date }.
session-cancel = Call it off
session-history = What happened
session-busy = One moment…

session-link = Your personal link
session-link-alone = The link in your e-mail is the key to this session. Do not pass it on: a second device on it takes your seat.
session-link-new = Send me a new link
session-link-title = Get a new link?
session-link-text = A new link goes to { $email }. The old one stops working at once, on every device that was opened with it.

session-times-title = Propose times
session-times-lead = Propose one to five times. { $name } picks one of them, and it is booked. New times replace the ones before.
session-times-length = Each lasts { $duration }.
session-day = Day { $n }
session-time = Time { $n }

session-end-title = End the session?
session-end-text = The room closes for both of you. Afterwards you mark the session as delivered.

session-delivered-title = Mark it as delivered?
session-delivered-text = You were together for { $time }. Your client gets the receipt and has 72 hours to report a problem; then the earning is yours.
session-delivered-unproven = We have no proof that both of you were in the room. If you confirm that the session took place, your client reads that it was confirmed by you without proof, and has 72 hours to report a problem.
session-delivered-confirm = It took place: mark delivered

session-cancel-title = Call the session off?
session-cancel-text = Your client gets { $amount } back, all of it, and is told why. This cannot be undone.
session-cancel-why = Why
session-cancel-hint = Your client reads these words.

session-refund-title = Take the money back?
session-refund-text = The session is cancelled and { $amount } goes back the way you paid. This cannot be undone.

session-problem-title = Report a problem
session-problem-text = You can do this until { $until }. The earning of your host waits until the operator of the site has decided.
session-problem-what = What went wrong
session-problem-hint = Your host and the operator read these words.

flash-times-sent = The times are sent. You hear as soon as one is picked.
flash-booked = Booked: { $name }.
flash-ended = The session is ended. Mark it as delivered to earn it.
flash-delivered = Marked as delivered. Your client has been told.
flash-cancelled = Called off. Your client gets everything back.
flash-refund-taken = Your money is on its way back.
flash-problem-reported = Reported. The operator looks at it and writes to both of you.
flash-link-replaced = A new link is on its way to your e-mail address. The old one no longer works.
