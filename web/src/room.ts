/** The script of the lobby and the room. */
