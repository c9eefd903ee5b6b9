### How a session stands, in lists and on its page.

standing-unpaid = Waiting for payment
standing-no-date = No date yet
standing-pick = Pick a time
standing-pick-new = New times offered
standing-times-sent = Times sent
standing-booked = Booked
standing-open = Host is waiting
standing-live = Live now
standing-paused = Interrupted
standing-to-mark = Mark as delivered
standing-ended = Ended
standing-delivered = Delivered
standing-disputed = Problem reported
standing-settled = Done
standing-cancelled = Cancelled
standing-lapsed = Not paid
standing-ringing = Ringing
standing-finalizing = Being settled
standing-declined = Declined
standing-no-show = Nobody came

standing-unpaid-until = The payment page is open until { $time }.
standing-other-picks = The other side picks one of the times you sent.
standing-you-pick = { $count ->
    [one] One time is offered to you. Take it, or propose others.
   *[other] { $count } times are offered to you. Pick one, or propose others.
}
standing-propose-host = Paid. Propose one to five times; your client picks one.
standing-propose-client = Paid. Your host proposes times; you can propose some as well.
standing-opens-at = The room opens { $when }.
standing-can-enter = You can enter the room now.
standing-open-host = You are in the room. Your client has not come yet.
standing-open-client = Your host is in the room and waits for you.
standing-live-note = Both of you are in the room.
standing-paused-note = One of you has left. Go back in to continue.
standing-ended-host = Mark it as delivered, so that the earning is yours.
standing-ended-client = Your host marks it as delivered next; then you get the receipt.
standing-delivered-host = The earning is yours to have after { $until }, unless a problem is reported.
standing-delivered-client = If something went wrong, you can report it until { $until }.
standing-unproven-client = Your host marked this as delivered, but we have no proof that both of you were there. If it did not take place, report it until { $until }.
standing-disputed-host = Your client reported a problem. The operator of the site looks at it; the earning waits until then.
standing-disputed-client = The operator of the site looks at it and writes to both of you.
standing-settled-note = Everything is done and paid.
standing-resolved-none = The reported problem is closed. Nothing was refunded.
standing-resolved = The reported problem is closed. { $amount } went back to the client.
standing-cancelled-no-date = No date was found. The client got everything back.
standing-cancelled-by-host = The host called it off. The client gets everything back.
standing-cancelled-never-met = Nobody met. The client got everything back.
standing-cancelled-slot-lost = The time was taken before the payment arrived. The client gets everything back.
standing-cancelled-abandoned = It was given up before it was paid.
standing-lapsed-note = The payment page ran out. Nothing was charged.

standing-enter = Enter the room
standing-opens = Opens { $time }
standing-pay = Pay
standing-pick-act = Pick a time
standing-propose = Propose times
standing-mark = Mark delivered
standing-receipt = Receipt

standing-video = Video
standing-chat = Chat
standing-phone = Phone
