package io.penstock.core.rtp;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Junction;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parts what arrives on one port into streams, by payload type (bundled sound and picture) and by RTP and RTCP (RFC 5761). Nothing is
 * copied.
 *
 * <p>Input {@code in}. Outputs: the streams, in the order added, then {@code rtcp}. RTCP goes to {@code rtcp} and to every stream,
 * where {@link RtpSession#receiver()} takes what concerns it.
 *
 * <p>Counters: {@code errors.malformed}, {@code dropped.payload-type}.
 */
public final class RtpDemux implements Junction {
    private final List<String> names = new ArrayList<>();
    private final List<PacketFormat> formats = new ArrayList<>();
    private final int[] portOfType = new int[128];
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private Counter malformed;
    private Counter unknownType;

    /** One without streams; add them with {@link #stream}. */
    public RtpDemux() {
        Arrays.fill(portOfType, -1);
    }

    /**
     * Adds a stream, before the stage is used.
     *
     * @param name   name of its output.
     * @param format RTP format with a payload type.
     * @return this.
     * @throws ConfigurationException if the payload type is open or taken.
     */
    public RtpDemux stream(final String name, final PacketFormat format) {
        final int type = format.payloadType();
        if (format.protocol() != PacketFormat.Protocol.RTP || type < 0 || portOfType[type] >= 0 || names.contains(name)) {
            throw new ConfigurationException("rtp-demux: stream \"" + name + "\" of " + format.describe()
                + "; a stream needs a name and an RTP payload type that no other has");
        }
        portOfType[type] = names.size();
        names.add(name);
        formats.add(format);
        return this;
    }

    /**
     * Lets packets of further payload types go to a stream: its retransmissions, protection and redundancy. Before the stage is used.
     *
     * @param name         name of the stream, added before.
     * @param payloadTypes 0–127, none that a stream has already.
     * @return this.
     * @throws ConfigurationException if there is no such stream, or a payload type is out of range or taken.
     */
    public RtpDemux also(final String name, final int... payloadTypes) {
        final int port = names.indexOf(name);
        for (final int type : payloadTypes) {
            if (port < 0 || type < 0 || type > 127 || portOfType[type] >= 0) {
                throw new ConfigurationException("rtp-demux: payload type " + type + " for stream \"" + name + "\"; there are streams " + names
                    + ", and a payload type of 0–127 belongs to one");
            }
            portOfType[type] = port;
        }
        return this;
    }

    @Override
    public StageSpec spec() {
        final StageSpec.Builder builder = StageSpec.junction("rtp-demux").input("in", PacketSpec.any());
        for (int i = 0; i < names.size(); i++) {
            builder.output(names.get(i), FormatSpec.of(formats.get(i)));
        }
        return builder.output("rtcp", FormatSpec.of(PacketFormat.rtcp())).build();
    }

    @Override
    public void onStart(final StageContext context) {
        malformed = context.counter("errors.malformed");
        unknownType = context.counter("dropped.payload-type");
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs out) {
        final byte[] array = in.array();
        final int at = in.arrayOffset();
        if (RtpHeaderFlyweight.isRtcp(array, at, in.length())) {
            for (int i = 0; i < out.count(); i++) {
                if (out.isConnected(i)) {
                    out.port(i).forward(in);
                }
            }
            return;
        }
        if (!header.parse(array, at, in.length())) {
            malformed.increment();
            return;
        }
        final int stream = portOfType[header.payloadType()];
        if (stream < 0) {
            unknownType.increment();
            return;
        }
        out.port(stream).forward(in);
    }
}
