package io.penstock.rtc.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The connection of a client, as a {@link RoomHost} sees it. Any thread; nothing here blocks. */
public interface SignalSession {
    /**
     * Number of the connection.
     *
     * @return unique within the server.
     */
    long connection();

    /**
     * Room of the token.
     *
     * @return null before a token was accepted.
     */
    String room();

    /**
     * Id of the participant, by the token.
     *
     * @return null before a token was accepted.
     */
    String participant();

    /**
     * Sends a message. What a client does not take in time is not kept for ever: it is disconnected.
     *
     * @param message any message.
     */
    void send(ObjectNode message);

    /**
     * Sends a message that goes to many, written once.
     *
     * @param message as it goes over the wire.
     */
    void send(SignalFrame message);

    /**
     * Answers a request: {@code ok}.
     *
     * @param request id of the request; negative = it has none, and gets no answer.
     * @param fields  what the answer says; null = nothing.
     */
    void accept(long request, ObjectNode fields);

    /**
     * Answers a request: {@code error}.
     *
     * @param request id of the request; negative = it has none.
     * @param code    for programs.
     * @param words   for people.
     */
    void refuse(long request, String code, String words);

    /**
     * Says goodbye and disconnects.
     *
     * @param reason for programs, such as {@code kicked}.
     * @param words  for people.
     */
    void close(String reason, String words);
}
