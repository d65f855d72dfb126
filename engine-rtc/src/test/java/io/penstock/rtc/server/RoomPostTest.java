package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.SignalSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoomPostTest {
    private static final long MS = 1_000_000L;
    private final RoomPost post = new RoomPost();
    private final Map<String, ServedMember> members = new LinkedHashMap<>();
    private final List<String> said = new ArrayList<>();

    /** Writes down what it is told. */
    private final class Ear implements SignalSession {
        private final String name;

        Ear(final String name) {
            this.name = name;
        }

        @Override
        public long connection() {
            return 1;
        }

        @Override
        public String room() {
            return "hall";
        }

        @Override
        public String participant() {
            return name;
        }

        @Override
        public void send(final ObjectNode message) {
            send(SignalCodec.text(message));
        }

        @Override
        public void send(final String text) {
            said.add(name + " " + text);
        }

        @Override
        public void accept(final long request, final ObjectNode fields) {
            said.add(name + " ok " + request);
        }

        @Override
        public void refuse(final long request, final String code, final String words) {
            said.add(name + " error " + request);
        }

        @Override
        public void close(final String reason, final String words) {
            said.add(name + " bye " + reason);
        }
    }

    private ServedMember member(final String name, final boolean follows) {
        final ServedMember member = new ServedMember(name, members.size(), "", "", "");
        member.session(new Ear(name));
        if (follows) {
            member.follows();
        }
        members.put(name, member);
        return member;
    }

    @Test
    void oneMessageGoesAsItIsAndSeveralInOne() {
        member("anna", true);
        post.add("{1}", null);
        assertEquals(Long.MAX_VALUE, post.settled(members.values(), 0));
        post.add("{2}", null);
        post.add("{3}", null);
        assertEquals(Long.MAX_VALUE, post.settled(members.values(), 10 * MS));
        assertEquals(List.of("anna {1}", "anna {\"type\":\"batch\",\"messages\":[{2},{3}]}"), said);
    }

    @Test
    void oneWhomItIsAboutIsNotTold() {
        final ServedMember anna = member("anna", true);
        member("bela", true);
        post.add("{1}", anna);
        post.add("{2}", null);
        post.settled(members.values(), 0);
        post.add("{3}", anna);
        post.settled(members.values(), 10 * MS);
        assertEquals(List.of("anna {2}", "bela {\"type\":\"batch\",\"messages\":[{1},{2}]}", "bela {3}"), said);
    }

    @Test
    void whoComesInIsToldAfterTheOthersAndAnswersAndByesComeLast() {
        member("anna", true);
        final ServedMember bela = member("bela", false);
        final ServedMember cora = member("cora", true);
        members.remove("cora");
        post.add("{cora left}", null);
        post.farewell(cora, "kicked", "");
        post.greet(() -> {
            bela.session().send("{room}");
            bela.follows();
        });
        post.answer(() -> members.get("anna").session().accept(7, null));
        post.settled(members.values(), 0);
        assertEquals(List.of("anna {cora left}", "cora {cora left}", "bela {room}", "anna ok 7", "cora bye kicked"), said);
        said.clear();
        assertEquals(Long.MAX_VALUE, post.settled(members.values(), 10 * MS));
        assertEquals(List.of(), said);
    }

    @Test
    void aThousandAreToldTwentyTimesASecondAtMostAndTheFirstAtOnce() {
        for (int i = 0; i < 1000; i++) {
            member("p" + i, true);
        }
        post.add("{1}", null);
        assertEquals(Long.MAX_VALUE, post.settled(members.values(), 1000 * MS));
        assertEquals(1000, said.size());
        post.add("{2}", null);
        assertEquals(1050 * MS, post.settled(members.values(), 1001 * MS));
        post.add("{3}", null);
        assertEquals(1050 * MS, post.settled(members.values(), 1020 * MS));
        assertEquals(1000, said.size());
        assertEquals(Long.MAX_VALUE, post.settled(members.values(), 1050 * MS));
        assertEquals(2000, said.size());
    }
}
