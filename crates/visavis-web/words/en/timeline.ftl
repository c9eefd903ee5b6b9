### What happened in a session, fact by fact.

timeline-paid = { $name } paid { $amount }
timeline-in-vain = { $name } paid { $amount }, which was not owed any more: it goes back
timeline-times = { $count ->
    [one] { $name } proposed one time
   *[other] { $name } proposed { $count } times
}
timeline-date = { $name } picked { $when }
timeline-waited = { $name } came to the room and waited
timeline-opened = { $name } opened the room
timeline-emptied = The room was empty again
timeline-met = Both were in the room
timeline-parted = One of them left, or the connection broke
timeline-ended = { $name } ended the session
timeline-unmet = Both were told that nobody had met
timeline-refund-offered = The client was told that the money can be taken back
timeline-lapsed = The payment page ran out
timeline-delivered = { $name } marked it as delivered
timeline-delivered-unproven = { $name } marked it as delivered, without proof that both were there
timeline-delivered-itself = It counts as delivered, 72 hours after the meeting
timeline-problem = { $name } reported a problem
timeline-resolved = The operator closed the problem: { $amount } go back to { $name }
timeline-resolved-none = The operator closed the problem without a refund
timeline-settled = The earning became available
timeline-cancelled-no-date = { $client } took the money back, because no date was found
timeline-cancelled-by-host = { $host } called it off
timeline-cancelled-never-met = It was cancelled because nobody met; { $client } gets everything back
timeline-cancelled-slot-lost = The time was taken when the payment arrived
timeline-cancelled-abandoned = { $client } gave up before paying
