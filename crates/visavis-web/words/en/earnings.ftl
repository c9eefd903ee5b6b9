### What a host has earned.

earnings-title = Earnings
earnings-lead = Your share of every session that was delivered.
earnings-pending = Pending
earnings-pending-note = Until problems can no longer be reported
earnings-available = Available
earnings-available-note = To be paid out to you
earnings-transit = On its way
earnings-transit-note = Sent to your bank
earnings-list = Session by session
earnings-none = Nothing earned yet
earnings-none-text = As soon as you have marked a session as delivered, your share stands here.
earnings-session = Session
earnings-state = State
earnings-paid = Paid
earnings-tax = Tax
earnings-share = The site
earnings-yours = You
