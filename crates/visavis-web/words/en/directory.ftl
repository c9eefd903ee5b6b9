### The directory of hosts.

directory-title = Find an expert
directory-hero = Talk to someone who knows, face to face.
directory-lead = Choose a service at a fixed price, agree on a time, and meet in your browser. No software, no account needed.
directory-search = Search
directory-search-label = What do you need help with
directory-search-placeholder = Grief, calculus, Wi-Fi…
directory-minutes = { $minutes } min

directory-results = Hosts
directory-topics = Topics
directory-all = All
directory-by-price = Lowest price first
directory-by-newest = Newest first
directory-count = { $count ->
    [one] One host
   *[other] { $count } hosts
}
directory-page = Page { $page } of { $pages }
directory-before = Page before
directory-after = Next page

directory-filters = { $count ->
    [0] Filters
   *[other] Filters ({ $count })
}
directory-channel = How to meet
directory-any = Any
directory-price = Price of a service
directory-price-from = Price from
directory-price-to = Price up to
directory-price-to-short = to
directory-language = Language
directory-show = Show
directory-clear = Clear

directory-offers = { $count ->
    [one] One service, { $price }
   *[other] { $count } services from { $price }
}
directory-choose = Choose { $title }
directory-see = See the page
directory-see-of = of { $name }

directory-nobody-fits = Nobody fits yet
directory-nobody-fits-text = Try fewer words, another language or a wider price.
directory-see-all = See all hosts
directory-nobody-yet = No host yet
directory-nobody-yet-text = As soon as the first host is ready, you find them here. Do people ask you for advice? Then be the first.
