### The outbox.

outbox-lead = Everything that was sent or is waiting, with its state.
outbox-lead-demo = Every message of this demo, as it would be sent. None of them leaves this machine.
outbox-list = Messages
outbox-which = Which messages
outbox-all = All { $count }
outbox-waiting = Waiting { $count }
outbox-dead = Failed { $count }
outbox-sent = Sent { $count }
outbox-search = Address, number or session
outbox-none = No message here.
outbox-choose = Choose a message
outbox-choose-text = It opens here, as its reader gets it.
outbox-message = Message
outbox-to = To
outbox-time = Written
outbox-is-sent = Sent
outbox-is-waiting = Waiting
outbox-retry-at = Again at { $time }
outbox-is-dead = { $count ->
    [one] Failed after one try
   *[other] Failed after { $count } tries
}
outbox-text-message = Text message
outbox-as-mail = The message as its reader sees it
outbox-links = Links in it
outbox-plain = Plain text
outbox-headers = Headers
outbox-calendar = Calendar file
outbox-work = This is work for the server, not a message.
outbox-work-sign-in = Prepare a sign-in link
outbox-work-reset = Prepare a link for a new password
outbox-work-verify = Prepare the proof of an address
outbox-work-lost = Send lost links again
outbox-work-checkout = Open a payment page
outbox-work-refund = Give money back
outbox-retry = Retry now
outbox-was-sent = Handed over
outbox-was-dead = Given up
outbox-was-written = Written, with what caused it
outbox-due = To be sent
outbox-tries = { $count ->
    [one] One try
   *[other] { $count } tries
}
flash-retry = It is sent again now.
