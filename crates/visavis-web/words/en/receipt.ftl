### The receipt of a session, for the client and for the host.

receipt-title = Receipt
receipt-back = Session
receipt-print = Print
receipt-number = Number { $number }
receipt-paid = Paid
receipt-partly-back = Partly refunded
receipt-how = { $how }, { $when }
receipt-host = Host
receipt-client = Client
receipt-course = How it went
receipt-together = Together { $time }
receipt-sum = The sum
receipt-what = What
receipt-amount = Amount
receipt-tax = Tax in it, { $percent }
receipt-commission = The site's share, { $percent }
receipt-refund = Refund
receipt-total = Total
receipt-earning = Your earning
receipt-zone = Times in { $zone }.
receipt-note-client = The price was fixed. Nothing is charged for overtime.
receipt-note-host = This is your copy. It shows your client's nickname only.
receipt-problem-until = A problem can be reported until
