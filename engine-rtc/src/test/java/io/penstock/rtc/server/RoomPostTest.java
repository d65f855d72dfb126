package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.rtc.signal.SignalFrame;
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
            send(SignalFrame.of(message));
        }

        @Override
        public void send(final SignalFrame message) {
            said.add(name + " " + message.text());
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
            member.follows(0);
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
    void whoComesInIsToldTheRoomAtOnceAndAnswersAndByesComeLast() {
        member("anna", true);
        final ServedMember bela = member("bela", false);
        final ServedMember cora = member("cora", true);
        members.remove("cora");
        post.add("{cora left}", null);
        post.farewell(cora, "kicked", "");
        greet(bela);
        post.answer(() -> members.get("anna").session().accept(7, null));
        post.settled(members.values(), 0);
        assertEquals(List.of("bela {room}", "anna {cora left}", "cora {cora left}", "anna ok 7", "cora bye kicked"), said);
        said.clear();
        assertEquals(Long.MAX_VALUE, post.settled(members.values(), 10 * MS));
        assertEquals(List.of(), said);
    }

    private void greet(final ServedMember member) {
        post.greet(() -> {
            member.session().send(SignalFrame.of("{room}"));
            member.follows(post.next());
        });
    }

    @Test
    void whoComesInWhileOthersWaitIsNotToldAgainWhatTheRoomSaidAlready() {
        for (int i = 0; i < 100; i++) {
            member("p" + i, true);
        }
        post.add("{0}", null);
        post.settled(members.values(), 0);
        said.clear();
        final ServedMember bela = member("bela", false);
        post.add("{1}", null);
        greet(bela);
        post.settled(members.values(), MS);
        assertEquals(List.of("bela {room}"), said, "the others wait");
        final ServedMember cora = member("cora", false);
        post.add("{2}", bela);
        greet(cora);
        post.settled(members.values(), 2 * MS);
        post.add("{3}", null);
        post.settled(members.values(), 6 * MS);
        final List<String> told = said.stream().filter(s -> s.startsWith("p0 ") || s.startsWith("bela ") || s.startsWith("cora ")).toList();
        assertEquals(List.of("bela {room}", "cora {room}", "p0 {\"type\":\"batch\",\"messages\":[{1},{2},{3}]}", "bela {3}", "cora {3}"), told);
        post.add("{4}", null);
        post.settled(members.values(), 100 * MS);
        assertEquals(102, said.stream().filter(s -> s.endsWith(" {4}")).count(), "from then on all are told the same");
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
