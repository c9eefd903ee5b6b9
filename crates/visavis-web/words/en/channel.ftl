### How host and client meet.

channel-video = Video
channel-video-more = Face to face in the browser
channel-chat = Chat
channel-chat-more = In writing, without a camera
channel-phone = Phone
channel-phone-more = Voice only
