package io.penstock.examples.report;

import java.util.List;
import java.util.Map;

/**
 * Everything that is known of a call when it is over. The names of the components are the keys of {@code call-report.json}. A figure
 * that could not be measured is null (one end of a call between two processes knows only half), never 0.
 *
 * @param title      one line: what was called.
 * @param date       start of the call, ISO 8601 with zone.
 * @param seconds    length of the call's clock, without warm-up.
 * @param role       {@code both} ends in one process, {@code listen} or {@code connect} for one end; then this end is A if it
 *                   connects, B if it listens.
 * @param options    options in force, defaults included, in the order of the help.
 * @param warmUpMs   time the codecs were warmed up before the clock started, milliseconds.
 * @param video      both directions of the picture.
 * @param audio      both directions of the sound.
 * @param engine     what the engine itself cost.
 * @param machine    the machine under it.
 * @param timeline   one entry a second.
 * @param graphs     the graphs that ran.
 * @param files      files written beside the report, by what they are, as names relative to it.
 * @param notes      what a reader must know: lowered frame rate, stolen CPU, missing measurements. May be empty.
 * @param treatments what sound and picture went through before they were sent, an end each; empty where they were sent as they are.
 * @param comparison the encoders of pictures held against each other, after the call; null = they were not.
 * @param network    what each end sent into the network, and what became of it.
 */
public record CallReport(String title, String date, double seconds, String role, Map<String, String> options, double warmUpMs,
                         VideoPair video, AudioPair audio, EngineCost engine, Machine machine, List<Second> timeline,
                         List<GraphPart> graphs, Map<String, String> files, List<String> notes, List<Treatment> treatments,
                         Comparison comparison, List<Network> network) {

    /**
     * The same call, and what came of comparing encoders after it.
     *
     * @param found the comparison.
     * @return the report with it.
     */
    public CallReport compared(final Comparison found) {
        return new CallReport(title, date, seconds, role, options, warmUpMs, video, audio, engine, machine, timeline, graphs, files, notes,
            treatments, found, network);
    }

    /**
     * What an end sent into the network and what the other got of it, and what it did for that.
     *
     * @param end     A or B.
     * @param figures by name, in the order to show them.
     * @param points  over time.
     */
    public record Network(String end, Map<String, Double> figures, List<NetworkPoint> points) {
    }

    /**
     * A moment of an end. Rates are those of everything it sends, IP and UDP headers included, but for the encoder's.
     *
     * @param t             seconds since the start.
     * @param estimateKbps  what may be sent.
     * @param sentKbps      what was sent.
     * @param arrivedKbps   what the other end received.
     * @param encoderKbps   what the encoder of pictures may produce.
     * @param lossPercent   packets lost.
     * @param repairPercent protection and retransmissions of what is sent for pictures.
     * @param rttMs         round trip.
     * @param queueMs       queue on the way, as the end estimates it.
     * @param linkQueueMs   queue of the link, as the link knows it, 95 % of the time no longer; null where the link is real.
     * @param waitingMs     what waits to be sent takes so long.
     * @param skewMs        by how much the other end plays the sound later than the picture; null where it is elsewhere.
     */
    public record NetworkPoint(double t, double estimateKbps, double sentKbps, double arrivedKbps, double encoderKbps, double lossPercent,
                               double repairPercent, double rttMs, double queueMs, Double linkQueueMs, double waitingMs, Double skewMs) {
    }

    /**
     * Encoders that were given the same pictures, those of the call, and the same target, picture by picture by turns.
     *
     * @param frames   pictures that each was given.
     * @param fps      pictures a second that they stand for.
     * @param kbps     target, kilobits a second.
     * @param encoders each encoder; the first is the one that the call was held with. The last is Penstock's once more, {@code matched}: with
     *                 a target at which it spends what the other one did, to compare quality at equal rates.
     */
    public record Comparison(int frames, double fps, double kbps, List<EncoderFigures> encoders) {
    }

    /**
     * What an encoder made of the pictures, and what it cost.
     *
     * @param encoder                name of its provider.
     * @param psnrDb                 mean luma PSNR of what a decoder shows.
     * @param kbps                   what it really spent, without headers of packets.
     * @param cpuMsPerFrame          time of the processor in the thread that encodes; null where the system does not tell.
     * @param encodeMs               time that a picture takes to encode.
     * @param allocatedBytesPerFrame what it allocates; null where the virtual machine does not tell.
     * @param skipped                pictures that it left out.
     * @param pictures               picture by picture.
     */
    public record EncoderFigures(String encoder, Double psnrDb, Double kbps, Double cpuMsPerFrame, Latency encodeMs,
                                 Double allocatedBytesPerFrame, long skipped, List<EncodedPicture> pictures) {
    }

    /**
     * One picture of a comparison.
     *
     * @param t        its time, seconds.
     * @param psnrDb   luma PSNR of what is shown then.
     * @param encodeMs time that it took.
     * @param kbit     its size, kilobits.
     */
    public record EncodedPicture(double t, double psnrDb, double encodeMs, double kbit) {
    }

    /**
     * What an end's sound and picture went through before they were sent.
     *
     * @param end           {@code A} or {@code B}.
     * @param voice         what the voice processor cost; null = there was none.
     * @param beauty        what the beauty filter cost; null = there was none.
     * @param voiceAddedMs  latency that the voice processor declares; null = there was none.
     * @param echoLoweredDb by how much the echo in what is sent is below that at the microphone, in the second half of the call, where only
     *                      the other side spoke; null = there was no echo, or never alone.
     * @param echo          levels over time; empty without echo.
     */
    public record Treatment(String end, StageCost voice, StageCost beauty, Double voiceAddedMs, Double echoLoweredDb, List<EchoPoint> echo) {
    }

    /**
     * What a stage cost.
     *
     * @param corePercent of the time of a core.
     * @param msPerFrame  mean time for a frame.
     * @param frames      how many frames.
     */
    public record StageCost(double corePercent, double msPerFrame, long frames) {
    }

    /**
     * Levels of a quarter of a second, dB of full scale.
     *
     * @param t      its start, seconds.
     * @param spoken what was said into the microphone.
     * @param heard  what the microphone heard: that and the echo.
     * @param sent   what went to the encoder.
     */
    public record EchoPoint(double t, double spoken, double heard, double sent) {
    }

    /**
     * Both directions of the picture.
     *
     * @param a2b from A to B.
     * @param b2a from B to A.
     */
    public record VideoPair(VideoDirection a2b, VideoDirection b2a) {
    }

    /**
     * Both directions of the sound.
     *
     * @param a2b from A to B.
     * @param b2a from B to A.
     */
    public record AudioPair(AudioDirection a2b, AudioDirection b2a) {
    }

    /**
     * The picture in one direction.
     *
     * @param size             {@code WxH}.
     * @param fps              frames a second asked for.
     * @param framesSent       frames captured and offered to the encoder.
     * @param framesRendered   frames shown at the far end.
     * @param freezeCount      gaps longer than max(3 × mean, mean + 150 ms), as WebRTC statistics count them.
     * @param damagedStamps    frames shown whose stamp could not be read.
     * @param latencyMs        capture to rendering, by the stamp in the picture.
     * @param engineAddedMs    latency without codec calls, link and intended hold.
     * @param codecMs          mean times inside the codec.
     * @param latencyPartsMs   mean share of each part of the latency, in the order a frame passes them: encode, link, hold, decode,
     *                         engine.
     * @param kbps             sent, kilobits a second with RTP, UDP and IP headers.
     * @param compressionRatio bytes of raw I420 for each byte sent.
     * @param psnrDb           mean luma PSNR of sampled frames as shown against as captured.
     * @param keyframes        key frames sent.
     * @param keyframeRequests requests for a key frame (PLI) sent back.
     * @param packetsSent      RTP packets sent.
     * @param packetsLost      of those, never arrived or too late.
     * @param latencyCurve     percentiles of the latency.
     */
    public record VideoDirection(String size, double fps, Long framesSent, Long framesRendered, Long freezeCount, Long damagedStamps,
                                 Latency latencyMs, Latency engineAddedMs, CodecTime codecMs, Map<String, Double> latencyPartsMs,
                                 Double kbps, Double compressionRatio, Double psnrDb, Long keyframes, Long keyframeRequests,
                                 Long packetsSent, Long packetsLost, List<CurvePoint> latencyCurve) {
    }

    /**
     * The sound in one direction.
     *
     * @param framesSent       frames of 20 ms captured.
     * @param framesPlayed     frames played at the far end, concealed ones included.
     * @param concealed        of those, made up because nothing had arrived.
     * @param latencyMs        capture to playing, by the markers in the sound.
     * @param engineAddedMs    latency without codec calls, link and intended hold.
     * @param codecMs          mean times inside the codec.
     * @param latencyPartsMs   mean share of each part of the latency, in the order a frame passes them: frame (the 20 ms that have to be
     *                         spoken first), encode, link, hold, decode, engine.
     * @param kbps             sent, kilobits a second with RTP, UDP and IP headers.
     * @param compressionRatio bytes of raw 16-bit sound for each byte sent.
     * @param packetsSent      RTP packets sent.
     * @param packetsLost      of those, never arrived or too late.
     * @param latencyMethod    how the latency was measured: {@code marker} or {@code correlation}.
     * @param latencyCurve     percentiles of the latency.
     */
    public record AudioDirection(Long framesSent, Long framesPlayed, Long concealed, Latency latencyMs, Latency engineAddedMs,
                                 CodecTime codecMs, Map<String, Double> latencyPartsMs, Double kbps, Double compressionRatio,
                                 Long packetsSent, Long packetsLost, String latencyMethod, List<CurvePoint> latencyCurve) {
    }

    /**
     * A distribution in milliseconds.
     *
     * @param p50 median.
     * @param p99 99th percentile.
     * @param max greatest.
     * @param n   samples.
     */
    public record Latency(Double p50, Double p99, Double max, long n) {
    }

    /**
     * Mean times inside codec calls, milliseconds a frame.
     *
     * @param encode of the sender's encoder.
     * @param decode of the receiver's decoder.
     */
    public record CodecTime(Double encode, Double decode) {
    }

    /**
     * A point of a percentile curve.
     *
     * @param percentile 0..100.
     * @param ms         no more than this in that share of the samples.
     */
    public record CurvePoint(double percentile, double ms) {
    }

    /**
     * What the engine itself cost.
     *
     * @param allocatedBytesPerFrame bytes the engine's threads allocated in the second half of the call for each frame (picture or
     *                               sound) sent, without what codec calls allocated.
     * @param codecBytesPerFrame     bytes codec calls allocated for each frame in that time.
     * @param droppedByReason        frames and packets dropped, by reason; empty when none were.
     * @param poolHighWater          most slots ever in use, over all pools.
     * @param pools                  each pool.
     */
    public record EngineCost(Double allocatedBytesPerFrame, Double codecBytesPerFrame, Map<String, Long> droppedByReason,
                             long poolHighWater, List<Pool> pools) {
    }

    /**
     * Use of a pool of frames.
     *
     * @param name      graph and the output that claims from it.
     * @param slots     size.
     * @param highWater most slots ever in use.
     * @param copies    frames copied because they were shared.
     */
    public record Pool(String name, int slots, long highWater, long copies) {
    }

    /**
     * The machine.
     *
     * @param cpuLoad busy share of all processors during the call, 0..1, everything on the machine together; null where the system
     *                does not tell.
     * @param steal   share of time taken by other machines on the same host, 0..1; null where the system does not tell.
     * @param processCpuLoad share of all processors that this process used, 0..1.
     * @param cores   processors.
     * @param model   name of the processor.
     * @param system  operating system and release.
     * @param jvm     name and version of the virtual machine.
     * @param heapMb  greatest heap, megabytes.
     * @param gcMs    time spent collecting garbage during the call, milliseconds.
     * @param timerSlackUs by how much the system may delay timers of this process, microseconds; null where it does not tell.
     * @param waitsLateUs  how late waits for a time really ended, microseconds, the median.
     */
    public record Machine(Double cpuLoad, Double steal, Double processCpuLoad, int cores, String model, String system, String jvm,
                          long heapMb, long gcMs, Double timerSlackUs, Double waitsLateUs) {
    }

    /**
     * One second of the call.
     *
     * @param t        end of that second, seconds since the start.
     * @param cpuLoad  busy share of all processors, 0..1; null where unknown.
     * @param videoA2b the picture from A to B; null if not measured here, as are the following.
     * @param videoB2a the picture from B to A.
     * @param audioA2b the sound from A to B.
     * @param audioB2a the sound from B to A.
     */
    public record Second(double t, Double cpuLoad, Flow videoA2b, Flow videoB2a, Flow audioA2b, Flow audioB2a) {
    }

    /**
     * One direction of one medium during one second.
     *
     * @param fps   frames shown or played.
     * @param kbps  sent, headers included.
     * @param p50   median latency in milliseconds; null without samples.
     * @param p99   99th percentile (of a second: practically the worst) in milliseconds; null without samples.
     * @param lost  packets lost.
     */
    public record Flow(double fps, double kbps, Double p50, Double p99, long lost) {
    }

    /**
     * A graph that ran.
     *
     * @param name     its name.
     * @param describe its plan as text.
     * @param dot      its plan as Graphviz source.
     * @param rows     measured latencies by stage, edge and sink.
     */
    public record GraphPart(String name, String describe, String dot, List<StageRow> rows) {
    }

    /**
     * A measured row of a graph.
     *
     * @param kind  {@code end to end}, {@code stage} or {@code edge}.
     * @param name  sink, stage or edge.
     * @param n     samples.
     * @param p50Ms median, milliseconds.
     * @param p99Ms 99th percentile, milliseconds.
     * @param maxMs greatest, milliseconds.
     */
    public record StageRow(String kind, String name, long n, double p50Ms, double p99Ms, double maxMs) {
    }
}
