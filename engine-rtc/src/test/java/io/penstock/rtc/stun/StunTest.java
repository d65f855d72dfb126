package io.penstock.rtc.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunTest {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt"; // RFC 5769, section 2
    private static final byte[] REQUEST = HexFormat.of().parseHex("000100582112a442b7e7a701bc34d686fa87dfae"
        + "802200105354554e207465737420636c69656e74" + "002400046e0001ff" + "80290008932ff9b151263b36"
        + "000600096576746a3a68367659202020" + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2" + "80280004e57a3bcf");
    private static final byte[] RESPONSE = HexFormat.of().parseHex("0101003c2112a442b7e7a701bc34d686fa87dfae"
        + "8022000b7465737420766563746f7220" + "002000080001a147e112a643" + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7" + "80280004c07d4c96");
    private final StunMessage message = new StunMessage();
    private final StunIntegrity key = new StunIntegrity(PASSWORD);

    @Test
    void readsAndChecksTheVectorsOfRfc5769() {
        assertTrue(message.parse(REQUEST, 0, REQUEST.length));
        assertEquals(StunMessage.BINDING_REQUEST, message.type());
        assertEquals("evtj:h6vY", message.username());
        assertTrue(key.isValid(message));
        assertFalse(new StunIntegrity("another").isValid(message));
        assertTrue(message.parse(RESPONSE, 0, RESPONSE.length));
        assertTrue(key.isValid(message));
        assertEquals(new InetSocketAddress("192.0.2.1", 32853), message.mappedAddress());
        assertTrue(message.answers(REQUEST));
    }

    @Test
    void whatIsWrittenIsReadAgainWhereverItLies() {
        final byte[] request = new byte[600];
        final int length = new StunWriter(request).request("abcdefghijkl".getBytes(StandardCharsets.US_ASCII)).username("Zoë:7").finish(key);
        final byte[] moved = new byte[700];
        System.arraycopy(request, 0, moved, 33, length);
        assertTrue(message.parse(moved, 33, length));
        assertEquals("Zoë:7", message.username());
        assertTrue(key.isValid(message));
        for (final String address : new String[] {"198.51.100.7", "2001:db8:1234:5678:11:2233:4455:6677"}) {
            final byte[] answer = new byte[600];
            final int bytes = new StunWriter(answer).answer(StunMessage.BINDING_SUCCESS, message)
                .mappedAddress(new InetSocketAddress(address, 65535)).finish(key);
            final StunMessage read = new StunMessage();
            assertTrue(read.parse(answer, 0, bytes));
            assertTrue(read.answers(request));
            assertTrue(key.isValid(read));
            assertEquals(new InetSocketAddress(address, 65535), read.mappedAddress());
        }
    }

    @Test
    void everyFlippedBitIsFound() {
        for (int bit = 0; bit < REQUEST.length * 8; bit++) {
            final byte[] damaged = REQUEST.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(message.parse(damaged, 0, damaged.length) && key.isValid(message), "bit " + bit);
        }
    }

    @Test
    void garbageIsRefusedWithoutAnException() {
        final long seed = Long.getLong("penstock.fuzz.seed", 20261123);
        final Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < Integer.getInteger("penstock.fuzz.cases", 50_000); i++) {
            final byte[] bytes = random.nextInt(3) == 0 ? RESPONSE.clone() : REQUEST.clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            final int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1);
            if (message.parse(bytes, 0, length)) {
                message.username();
                message.mappedAddress();
                final boolean changed = !Arrays.equals(bytes, 0, length, REQUEST, 0, REQUEST.length)
                    && !Arrays.equals(bytes, 0, length, RESPONSE, 0, RESPONSE.length);
                taken += changed && key.isValid(message) ? 1 : 0;
            }
        }
        assertEquals(0, taken, "seed " + seed);
    }

    @Test
    void mediaIsNotStun() {
        assertFalse(StunMessage.isStun(new byte[] {(byte) 0x80, 96, 0, 0, 0x21, 0x12, (byte) 0xA4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, 20));
        assertTrue(message.parse(REQUEST, 0, REQUEST.length));
        assertNull(message.mappedAddress());
    }
}
