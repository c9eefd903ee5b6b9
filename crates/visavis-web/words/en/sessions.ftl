### My sessions.

sessions-title = My sessions
sessions-zone = Times are yours, { $zone }.
sessions-which = Which sessions
sessions-open = Open
sessions-past = Past
sessions-open-title = Open sessions
sessions-past-title = Past sessions
sessions-none = No session yet
sessions-none-host = As soon as somebody has paid for one of your services, it stands here, and you get an e-mail.
sessions-none-client = Find a host and choose a service. What you have paid for stands here.
sessions-none-past = Nothing is past yet
sessions-none-past-text = Sessions move here once they are delivered or cancelled, with their receipts.
