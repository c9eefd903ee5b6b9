### Today and home.

home-hello = Hello, { $name }
home-unread = { $count ->
    [one] One message you have not read
   *[other] { $count } messages you have not read
}
home-all = All
home-add = Add
home-todo = Waiting for you
home-next = Upcoming sessions
home-bought = What you bought
home-hidden = Clients cannot see you yet
home-hidden-text = Your page opens to everybody as soon as these are there.
home-missing-name = Your name
home-missing-headline = A headline: what you do, in one line
home-missing-about = A few words about you
home-missing-zone = Your time zone
home-missing-offer = At least one service that is switched on
home-suspended = The operator has hidden your page. What you have sold goes on; write to the operator about the rest.
home-remind = Show your face
home-remind-avatar = A portrait
home-remind-cover = A cover picture
home-today = Today so far
home-fortnight = The last 14 days, your share

home-open = Open sessions
home-in = in
home-look = Look at it
home-met = Hosts you have met
home-again = Meet again
home-receipts = Receipts
