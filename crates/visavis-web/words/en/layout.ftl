### The frame around every page.

layout-skip = Skip to content
layout-back = Back
layout-menu = Menu
layout-sign-in = Sign in
layout-sign-out = Sign out
layout-become-host = Become a host
layout-public-page = Public page
layout-role-operator = Operator

layout-nav-main = Main
layout-nav-host = Host
layout-nav-client = Client
layout-nav-operator = Operator

layout-find = Find an expert
layout-help = How it works
layout-home = Home
layout-today = Today
layout-sessions = Sessions
layout-messages = Messages
layout-earnings = Earnings
layout-services = Services
layout-profile = Profile
layout-account = Account
layout-overview = Overview
layout-hosts = Hosts
layout-outbox = Outbox
layout-settings = Settings
layout-operator = Run the site

layout-theme = Colours
layout-theme-auto = As the system
layout-theme-light = Light
layout-theme-dark = Dark
layout-language = Language
layout-language-en = English
layout-language-pseudo = Pseudo

# Said on every page of a site that is not serious. The operator cannot change or hide it.
layout-realm = Notice
layout-realm-test = Test site. Payments and messages are simulated: no real money moves.
layout-realm-demo = Demo. The people are made up, no real money moves and no message leaves this machine.
layout-till = About this till
layout-till-band = Test till. No real money moves here.
