### The public page of one host.

host-about = About
host-speaks = Speaks
host-country = Country
host-local-time = Local time
host-topics = Topics
host-links = Links
host-services = Services
host-services-paid = Fixed price, paid in advance
host-services-none = Nothing is on offer at the moment.
host-choose = Choose

host-how = How it works
host-step-pay = Choose a service and pay. The price is the whole price.
host-step-date = Agree on a time by message, right after paying.
host-step-meet = Meet in your browser. Nothing to install.
host-from = Choose a service from { $price }
host-how-more = More on buying a session
host-assure = Your money is held until the session is delivered.

host-buy = Services
host-buy-one = { $minutes } min, { $price }
host-buy-from = Choose a service from { $price }

host-preview = Only you see this page so far
host-preview-text = Clients see it as soon as this is there:
host-held-back = The operator has hidden this page. Only you see it. Write to the operator of the site to ask why.
