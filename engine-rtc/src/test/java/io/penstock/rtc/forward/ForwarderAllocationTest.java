package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.transport.ArrivalLog;
import io.penstock.core.transport.FeedbackComposer;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.testkit.AllocationProbe;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing is allocated for what comes and goes: media, feedback, requests, reports. */
@Tag("allocation")
class ForwarderAllocationTest {
    private static final int RECEIVERS = 5;
    private static final int OUT = MediaPlane.FORWARDED_SSRC_BASE + 7;

    @Test
    void forwardingReportingAndRepairingAllocateNothing() {
        final World world = new World();
        assertEquals(0.0, new AllocationProbe().measure(world::turn, 3_000, 500));
        assertEquals(true, world.sent > 10_000);
    }

    /** One publisher of both, receivers that report what they got and lose every twentieth packet, in virtual time. */
    private static final class World implements PacketOut {
        private final Forwarder forwarder = new Forwarder(ForwardConfig.defaults(), codec -> new H264Payload(), this, ForwardListener.NONE);
        private final byte[] picture = Stream.video(1000).frame(true, 1)[0];
        private final byte[] sound = Stream.audio(2000).sound(-20, true);
        private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
        private final ArrivalLog[] arrivals = new ArrivalLog[RECEIVERS];
        private final FeedbackComposer[] composers = new FeedbackComposer[RECEIVERS];
        private final byte[] feedback = new byte[1500];
        private final byte[] nack = new byte[100];
        private final io.penstock.core.rtp.RtcpWriter writer = new io.penstock.core.rtp.RtcpWriter("x");
        private long nowNs = 1_000_000_000L;
        private int sequence;
        private int turns;
        private int lost = -1;
        private long sent;

        World() {
            forwarder.join(1, "u", "p");
            forwarder.publish(new TrackSpec(7, 1, MediaKind.VIDEO, CodecId.H264, "x", List.of(new TrackSpec.Layer(1000, 1001, 0, 0, 500_000))));
            forwarder.publish(new TrackSpec(8, 1, MediaKind.AUDIO, CodecId.OPUS, "x", List.of(new TrackSpec.Layer(2000, 0, 0, 0, 40_000))));
            forwarder.permit(1, MediaKind.VIDEO, true);
            forwarder.permit(1, MediaKind.AUDIO, true);
            for (int i = 0; i < RECEIVERS; i++) {
                forwarder.join(10 + i, "r" + i, "p");
                forwarder.subscribe(10 + i, 7, 0, 0);
                forwarder.subscribe(10 + i, 8, 0, 0);
                arrivals[i] = new ArrivalLog();
                composers[i] = new FeedbackComposer(arrivals[i]);
            }
        }

        @Override
        public boolean send(final int peer, final byte[] packet, final int offset, final int length) {
            if (peer >= 10 && !RtpHeaderFlyweight.isRtcp(packet, offset, length) && header.parse(packet, offset, length)) {
                sent++;
                if (sent % 20 == 0 && header.ssrc() == OUT) {
                    lost = header.sequence();
                } else {
                    arrivals[peer - 10].arrived(header.ssrc(), header.sequence(), nowNs);
                }
            }
            return true;
        }

        void turn() {
            turns++;
            for (int i = 0; i < 4; i++) {
                nowNs += 5_000_000L;
                sequence = sequence + 1 & 0xFFFF;
                RtpHeaderFlyweight.writeFixedHeader(picture, 0, true, Forwarder.VIDEO_PAYLOAD_TYPE, sequence, sequence * 450, 1000);
                picture[12] = (byte) (sequence % 100 == 0 ? 0x65 : sequence % 2 == 0 ? 0x41 : 0x01);
                picture[13] = (byte) 0x80;
                forwarder.datagram(1, picture, 0, picture.length, nowNs);
                forwarder.tick(nowNs);
            }
            io.penstock.core.rtp.NetworkOrder.put16(sound, 2, turns);
            io.penstock.core.rtp.NetworkOrder.put32(sound, 4, turns * 960);
            forwarder.datagram(1, sound, 0, sound.length, nowNs);
            for (int i = 0; i < RECEIVERS; i++) {
                final int length = composers[i].compose(feedback, nowNs);
                if (length > 0) {
                    forwarder.datagram(10 + i, feedback, 0, length, nowNs);
                }
                if (lost >= 0) {
                    writer.begin(nack, 0).receiverReport(1).nack(1, OUT).lost(lost);
                    forwarder.datagram(10 + i, nack, 0, writer.length(), nowNs);
                }
            }
            lost = -1;
        }
    }
}
