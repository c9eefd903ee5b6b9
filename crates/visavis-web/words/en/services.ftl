### My services.

services-title = My services
services-lead = What you do, for how long, at which price.
services-count = { $count ->
    [one] One service
   *[other] { $count } services
}
services-add = Add a service
services-none = No service yet
services-none-text = A service says what you do in a fixed time at a fixed price. As soon as one is on and your profile is complete, clients find you.
services-all-off = All your services are off, so clients do not see you. Switch one on to be found.
services-kept = Services cannot be deleted, because sessions were or may be sold under them. Switch off what you no longer offer.
services-on = On
services-off = Off
services-edit = Edit
services-duplicate = Duplicate
services-switch-on = Switch on
services-switch-off = Switch off
services-copy-mark = (copy)

services-new-title = New service
services-edit-title = Edit service
services-save = Save
services-name = Title
services-name-hint = What people get, in words that they would use themselves.
services-description = Description
services-description-hint = What you do together in that time, for whom it is, and what people have afterwards.
services-channel = How you meet
services-price = Price
services-price-hint = What clients pay, tax included.
services-minutes = Minutes
services-minutes-hint = How long you have for each other.

services-help = What helps people to choose
services-help-title = A title that names the result: “First conversation” tells more than “Session”.
services-help-description = A description that leaves no question: what happens first, what you need beforehand, what follows.
services-help-minutes = A time that you can keep. The clock in the room only informs, and nothing is charged on top.
services-help-price = A price for the whole. The site keeps { $share } of it, after tax.
services-help-sold = Sessions that are sold keep their terms. A new price, length or way to meet counts for new sessions only.

flash-service-added = { $name } is on offer.
flash-service-revised = Saved. The new terms count from now on; what was sold keeps its own.
flash-service-copied = This is the copy. Change what you like, then save.
flash-service-on = { $name } is on offer again.
flash-service-off = { $name } is off. Sold sessions are untouched.

error-price-bounds = Type a price from { $min } to { $max }.
fault-service-title = Give it a title.
fault-service-title-long = Use at most 120 characters for the title.
fault-service-description = Say what you do in that time.
fault-service-description-long = Use at most 8,000 characters for the description.
fault-service-price-low = This is less than the smallest price that can be paid.
fault-service-price-high = This is more than the largest price that can be paid.
fault-service-currency = The currency of the site has changed. Type the price again.
fault-service-minutes = Type a length from 1 to 1,440 minutes.
