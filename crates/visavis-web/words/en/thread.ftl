### A conversation between two people, and the list of conversations.

thread-messages = Messages
thread-empty = Nothing has been said yet. Words and files stay here.
thread-read = read
thread-attach = Attach a file
thread-message = Message
thread-write = Write to { $name }
thread-send = Send
thread-not-sent = Your message was not sent yet
thread-kb = { $n } KB
thread-mb = { $n } MB

messages-title = Messages
messages-lead-host = One conversation for each of your customers.
messages-lead-client = One conversation with each of your hosts.
messages-all = All conversations
messages-unread = { $n ->
    [one] { $n } unread message
   *[other] { $n } unread messages
}
messages-you = You: { $text }
messages-empty = No conversation yet
messages-empty-host = A conversation opens by itself when somebody buys one of your services.
messages-empty-client = A conversation opens by itself when you buy a session. Your host answers there.
messages-choose = Choose a conversation
messages-choose-what = What was said in it stands here.

fault-message-empty = Write something, or attach a file.
fault-message-long = This is longer than 4,000 characters. Send it in two parts.
fault-message-mark = This page is too old to send from. Open it again and send it once more.
