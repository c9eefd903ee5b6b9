### The operator's pages.

op-books-fine = The books are in order.
op-books-wrong = The books do not add up. Look at the money below before anything else.
op-books = Books
op-books-balanced = In order
op-books-differ = Do not add up
op-live = In the room
op-live-note = sessions running now
op-coming = Coming
op-coming-note = sold, not yet delivered
op-hosts-all = { $count ->
    [one] visible, of one host
   *[other] visible, of { $count } hosts
}
op-commission = The site's share
op-commission-note = earned so far
op-outbox-note = messages given up
op-phases = Sessions by state
op-no-sessions = No session here
op-no-sessions-text = Choose another state, or all of them.
op-money = Money
op-no-money = Nothing has been paid yet.
op-needs = Needs a person
op-nothing = Nothing waits for you.
op-problem-with = A problem with { $name }
op-open = Open
op-dead = { $count ->
    [one] One message could not be sent
   *[other] { $count } messages could not be sent
}
op-states = How it runs
op-payments = Payments
op-payments-live = Real money
op-payments-test = Test till, no real money
op-messages = Messages
op-messages-waiting = { $count ->
    [0] none waiting
    [one] one waiting
   *[other] { $count } waiting
}
op-finding-account = { $account }: { $debits } on the debit side and { $credits } on the credit side differ from its transfers.
op-finding-total = Debits and credits differ by { $sum }.

op-account-clearing = On its way from the provider
op-account-psp = Held by the provider
op-account-bank = In the bank
op-account-disputed = Withdrawn for disputes
op-account-host-owes = Owed by hosts
op-account-client-owes = Owed by clients
op-account-wallet = Clients' credit
op-account-escrow = Kept for sessions to come
op-account-pending = Hosts, pending
op-account-available = Hosts, available
op-account-transit = Hosts, on its way
op-account-frozen = Hosts, held back
op-account-tax = Tax owed
op-account-commission = The site's share
op-account-cancellation = Cancellation fees
op-account-processing = Fees of the provider
op-account-dispute-fee = Fees for disputes
op-account-loss = Losses
op-account-promo = Discounts paid by the site

op-sessions-lead = Every purchase, from the payment page to the earning.
op-phase = State
op-any-phase = All states
op-show = Show
op-who = Host and client
op-when = Date

op-problem = Reported problem
op-problem-closed = Closed problem
op-no-problem = No problem is reported on this session. There is nothing to decide.
op-refunded = { $amount } went back to the client.
op-decision = Decision
op-refund-full = All
op-refund-full-note = The host gets nothing
op-refund-part = A part
op-refund-part-note = Each side gives its share
op-refund-none = Nothing
op-refund-none-note = The host gets it all
op-refund-amount = How much goes back
op-refund-amount-hint = Only for a part.
op-reason = Reason
op-reason-hint = Host and client both read these words.
op-close-case = Close the problem
op-together = Together, proven
op-no-history = Nothing has happened yet.
flash-case-closed = Closed. Both have been told.

op-hosts-lead = Everybody who sells time here.
op-no-hosts = No host yet
op-no-hosts-text = As soon as somebody becomes a host, the name stands here.
op-since = Since
op-host-about = Host
op-host-visible = Visible
op-host-hidden = Not complete
op-host-suspended = Suspended
op-host-removed = Removed
op-suspend = Suspend
op-suspend-lead = The page disappears and nothing more can be bought. What is sold goes on.
op-restore = Restore
op-restore-lead = The page opens again, as soon as it is complete.
op-record-hint = The reason stays on record. Only operators see it.
op-record = On record
op-no-record = Nothing was done by hand.
op-noted-restored = Restored
op-noted-suspended = Suspended
op-noted-other = Changed
flash-host-suspended = Suspended. The page is hidden now.
flash-host-restored = Restored.

op-settings-lead = What you change here is in force at once. What is sold keeps its terms.
op-site-looks = Name and colours
op-site-name = Name of the site
op-site-tagline = What it is for
op-site-tagline-hint = One sentence for the front page and for search engines.
op-site-contact = Address for questions
op-site-contact-hint = Messages come from it, and people write to it.
op-site-primary = Colour of buttons and links
op-site-accent = Second colour of the mark
op-site-emergency = Note for emergencies
op-site-emergency-hint = What somebody in an emergency is told, such as the number to call.
op-site-commission = The site's share, in percent
op-site-commission-hint = Of the price without tax.
op-site-tax = Tax, in percent
op-site-tax-hint = It is inside every price.
op-site-price-min = Smallest price
op-site-price-max = Largest price
op-site-currency = Currency
op-site-currency-code = { $code }
op-site-frozen = Share and tax are frozen with each sale: a change is for sales from now on.
op-save = Save
op-versions = Earlier changes
op-version = Version { $version }: share { $commission }, tax { $tax }

fault-share = Type a share from 0 to 100 percent, with at most two decimals.
fault-price-bounds = The smallest price is above nothing and below the largest.
fault-currency-stands = Services have a price in this currency already, so it stands.
fault-reason = Give a reason.
