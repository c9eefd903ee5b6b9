# What the mails say. One message per occasion; its attributes are the parts of the letter.
# Placeables of letters about a session: $title, $host, $client, $price, $duration, and with a date
# $when, $short, $weekday. Plain sentences, no exclamation marks; say what costs and when.

# The frame -----------------------------------------------------------------------------------

frame-test-subject = [TEST] { $subject }
frame-test-banner = This is a test. No real money moves and nothing was charged.
frame-open-instead = If the button does nothing, open
frame-own-link = This link is yours alone.
    .text = Do not pass it on. A second device on it takes your seat, it never adds a person.

why-account = Sent to { $name } because this address was entered on { $site }.
why-client = Sent to { $name } because of a session bought on { $site }.
why-host = Sent to { $name } because of a session sold on { $site }.
why-participant = Sent to { $name } because of a session on { $site } in which you take part.
why-operator = Sent to { $name } because you run { $site }.
why-conversation = Sent to { $name } because someone wrote to you on { $site }.
why-nameless = you

fact-session = Session
fact-with = With
fact-client = Client
fact-host = Host
fact-when = When
fact-when-host = { $time } for { $host } ({ $zone })
fact-when-open = No date yet
fact-length = Length
fact-price = Price
fact-paid = Paid
fact-paid-with = { $amount } with { $means }
fact-paid-at = Paid on
fact-number = Receipt
fact-amount = Amount
fact-back-to = Goes back to
fact-reason = Reason
fact-result = Result
fact-link-of = Link of
fact-at = At
fact-valid = Valid until

calendar-summary = { $title } with { $other }
calendar-description = { $duration }, { $price }, on { $site }.

    Your personal link: { $link }

    This link is yours alone. Do not pass it on.

calendar-description-plain = { $duration }, { $price }, on { $site }.

    { $link }

# The account ---------------------------------------------------------------------------------

verify-email =
    .subject = Confirm your e-mail address
    .title = Confirm your e-mail address
    .lead = Someone, most likely you, entered this address on { $site }. Please confirm that it is yours.
    .action = Confirm the address
    .note = If it was not you, do nothing. Without the confirmation the address is not used.

already-registered =
    .subject = You already have an account on { $site }
    .title = You already have an account
    .lead = Someone, most likely you, tried to sign up on { $site } with this address. It belongs to an account already, so nothing was created and nothing was changed.
    .action = Sign in
    .note = If you have forgotten the password, the sign-in page sends you a link that works without it. If it was not you, do nothing.

sign-in-link =
    .subject = Your link to sign in
    .title = Sign in to { $site }
    .lead = This link signs you in once, without a password.
    .action = Sign in
    .note = If you did not ask for it, do nothing. Never pass the link on: whoever holds it can sign in as you.

password-reset =
    .subject = Set a new password
    .title = Set a new password
    .lead = Someone, most likely you, asked to set a new password on { $site }. The link works once.
    .action = Choose a new password
    .note = If you did not ask for it, do nothing. Your password stays as it is.

password-changed =
    .subject = Your password was changed
    .title = Your password was changed
    .lead = The password of your account on { $site } was changed on { $at }. All other devices were signed out.
    .action = Open my account
    .note = If it was not you, set a new password at once by the sign-in page, and write to us.

confirm-new-email =
    .subject = Confirm your new e-mail address
    .title = Confirm your new address
    .lead = You asked to use this address for your account on { $site }. It takes the place of the old one as soon as you confirm it.
    .action = Confirm the new address
    .note = If it was not you, do nothing. Nothing changes without the confirmation.

email-changed =
    .subject = Your e-mail address was changed
    .title = Your address was changed
    .lead = Your account on { $site } uses another e-mail address since { $at }. This message goes to the old one, so that you hear of it in any case.
    .action = Open my account
    .note = If it was not you, write to us at once.

operator-invite =
    .subject = Become the operator of { $site }
    .title = Run { $site }
    .lead = This link makes your account an operator of { $site }: it can see sessions and payments, decide reported problems and change the settings. It works once.
    .action = Become operator
    .note = Never pass it on. If you did not expect it, do nothing.

# A session is bought ---------------------------------------------------------------------------

confirmation-client =
    .subject = Paid: { $title } with { $host }
    .subject-dated = Booked: { $title } with { $host }, { $short }
    .title = Paid. Now agree on a date.
    .title-dated = Booked. See you on { $weekday }.
    .lead = A conversation with { $host } is open. Pick one of the proposed times there, or propose your own.
    .action = Open the session
    .action-dated = Enter the session
    .note = The price is final: nothing is added, also when you talk longer. If no date is agreed within 14 days, you can take the whole amount back with one click.
    .note-dated = The price is final: nothing is added, also when you talk longer. You need only a browser with microphone and camera. Nothing is recorded.

confirmation-host =
    .subject = Sold: { $title } to { $client }
    .subject-dated = Sold: { $title } to { $client }, { $short }
    .title = { $client } has paid. Propose a date.
    .title-dated = { $client } has booked { $weekday }.
    .lead = A conversation with { $client } is open. Propose some times there, the sooner the better; { $client } picks one.
    .action = Open the session
    .action-dated = Enter the session
    .note = If no date is agreed within 14 days, the client can take the whole amount back. You earn when you have met and marked the session delivered.
    .note-dated = When you have met, end the session and mark it delivered. Only then do you earn. Nothing is recorded.

times-proposed-client =
    .subject = { $host } proposes times: { $title }
    .title = { $host } proposes times
    .lead = Pick the one that suits you, or propose others. It costs nothing more.
    .action = Pick a time
times-proposed-host =
    .subject = { $client } proposes times: { $title }
    .title = { $client } proposes times
    .lead = Pick the one that suits you, or propose others.
    .action = Pick a time

date-agreed-client =
    .subject = Date agreed: { $title } with { $host }, { $short }
    .title = See you on { $weekday }.
    .lead = The date stands. The calendar file is attached.
    .action = Enter the session
    .note = It is paid already; nothing more is charged. You need only a browser with microphone and camera. Nothing is recorded.
date-agreed-host =
    .subject = Date agreed: { $title } with { $client }, { $short }
    .title = { $weekday } with { $client }
    .lead = The date stands. The calendar file is attached.
    .action = Enter the session
    .note = When you have met, end the session and mark it delivered. Nothing is recorded.
date-moved =
    .lead = The date was moved. The attached calendar file takes the place of the old one.

schedule-reminder =
    .subject = No date yet: { $title } with { $client }
    .title = { $client } waits for a date
    .lead = This session was paid on { $paid-at } and has no date yet. Please propose some times.
    .action = Propose times
    .note = Without a date the client can take the whole amount back from { $refundable-from } on.

refund-offered =
    .subject = No date in 14 days: { $title } with { $host }
    .title = You can take your money back
    .lead = You and { $host } have not agreed on a date within 14 days. You can still agree on one, or take the whole { $price } back with one click. It costs nothing.
    .action = Choose what to do

link-reissued =
    .subject = Your new link: { $title }
    .title = Your new personal link
    .lead = Here is a new link to your session. The old one no longer works.
    .action = Enter the session

# Afterwards ------------------------------------------------------------------------------------

undelivered-reminder =
    .subject = Please mark as delivered: { $title } with { $client }
    .title = Is it delivered?
    .lead = You and { $client } have met. Please mark the session delivered, so that you are paid. If you do nothing, it is marked by itself on { $auto-at }.
    .action = Mark it delivered

not-met-client =
    .subject = Did you meet? { $title } with { $host }
    .title = Did this session take place?
    .lead = We have no sign that you and { $host } met, and { $host } has not marked the session delivered. Unless that changes, the whole { $price } goes back to you on { $refund-at }. You need not do anything.
    .action = Open the session
not-met-host =
    .subject = Did you meet? { $title } with { $client }
    .title = Did this session take place?
    .lead = We have no sign that you and { $client } met, and you have not marked the session delivered. If you met elsewhere, mark it delivered before { $refund-at }. Otherwise the whole { $price } goes back to the client then, and you earn nothing.
    .action = Open the session

delivered =
    .subject = Delivered: { $title } with { $host }
    .title = { $host } marked it delivered
    .title-by-itself = Your session counts as delivered
    .lead = Your session is complete. If something was wrong, report it until { $report-until }. After that { $host } is paid.
    .lead-unproven = { $host } marked this session delivered, but we have no sign that you both were there. If you did not meet, or something was wrong, report it until { $report-until }. After that { $host } is paid.
    .action = Open the session
    .note = Reporting a problem costs nothing. The operator reads it and decides about a refund.

# Money -----------------------------------------------------------------------------------------

earning =
    .subject = { $earning } earned: { $title } with { $client }
    .title = You earned { $earning }
    .figure = You earned
    .gross = Paid by { $client }
    .tax = Tax, { $tax-rate }, included
    .commission = Fee of { $site }, { $commission-rate }
    .yours = Yours
    .note = Available from { $available-at }, if nobody reports a problem until then. The tax is paid by { $site }.
    .note-untaxed = Available from { $available-at }, if nobody reports a problem until then.
    .action = Open the receipt

receipt =
    .subject = Receipt { $number }: { $title } with { $host }
    .title = Receipt
    .figure = You paid
    .service = { $title }, { $duration }
    .tax = Tax, { $tax-rate }
    .total = Paid
    .note = You find this receipt, ready to print, in your account at any time.
    .action = Open the receipt

refunded =
    .subject = { $amount } goes back to you: { $title }
    .title = { $amount } goes back to you
    .lead = The money goes back the way it came, to { $means }. It usually arrives within 5 to 10 days, depending on your bank.
    .action = Open the session
    .reason-no-date = No date was agreed
    .reason-not-met = The session did not take place
    .reason-cancelled = The session was cancelled

cancelled =
    .subject = Cancelled: { $title } with { $client }
    .title = This session does not take place
    .lead = The client gets the whole price back by itself. Nothing is left to do for you.
    .action = Open the session

slot-lost-refund =
    .subject = The time was taken: { $title } with { $host }
    .title = The time was taken meanwhile
    .lead = Your payment arrived after the reserved time had passed, and somebody else has booked it. The whole { $amount } goes back to { $means } by itself. You need not do anything, and nothing is kept.
    .action = Choose another time

# Trouble ---------------------------------------------------------------------------------------

problem-reported-host =
    .subject = Problem reported: { $title } with { $client }
    .title = { $client } reports a problem
    .lead = The operator looks into it and decides. Until then your earning from this session waits.
    .action = Open the session
problem-reported-operator =
    .subject = Problem reported: { $title }, { $host } and { $client }
    .title = { $client } reports a problem
    .lead = Please look into it and decide: refund in full, in part, or none, with a reason that both can read. Until then the host's earning waits.
    .action = Open the case

problem-resolved =
    .subject = Decided: { $title }
    .subject-client = Decided: { $title } with { $host }
    .subject-host = Decided: { $title } with { $client }
    .title = The reported problem is decided
    .none-client = No refund
    .part-client = { $amount } goes back to you
    .full-client = The whole { $amount } goes back to you
    .none-host = No refund, you are paid in full
    .part-host = { $amount } goes back to the client, your earning is lowered in proportion
    .full-host = The whole { $amount } goes back to the client, you earn nothing
    .action = Open the session

seat-alarm-participant =
    .subject = Your link was used elsewhere and is now closed
    .title = Your link is closed
    .lead = A second device opened your personal link, and on the first one somebody pressed “Not me”. So the link was revoked and nobody can enter with it. The operator was told.
    .action = Send me a new link
    .note = If you passed the link on, please do not do so again: it is made for one person. If it was you on both devices, a new link is all that you need.
seat-alarm-operator =
    .subject = Access link revoked: { $title }
    .title = Somebody used a link of another person
    .lead = A second device opened a personal link, and on the first one somebody pressed “Not me”. The link was revoked and its owner was told.
    .action = Open the session

new-message =
    .subject = { $unread ->
        [one] { $from } wrote to you
       *[other] { $from } wrote to you, { $unread } messages
    }
    .title = { $from } wrote to you
    .lead = { $unread ->
        [one] A message waits for you on { $site }. For the sake of privacy its words are not in this mail.
       *[other] { $unread } messages wait for you on { $site }. For the sake of privacy their words are not in this mail.
    }
    .action = Read and answer
