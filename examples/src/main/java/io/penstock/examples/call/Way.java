package io.penstock.examples.call;

import io.penstock.examples.report.CallReport.AudioDirection;
import io.penstock.examples.report.CallReport.VideoDirection;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;

/** Sound and picture in one direction, and everything that is measured of them in this process. */
final class Way {
    private static final long MOST_FPS = 60;
    private static final long MARKERS_A_SECOND = 10;
    private static final int MARGIN_SECONDS = 10;
    private final VideoFormat picture;
    private final AudioFormat sound;
    private final Direction video;
    private final Direction audio;
    private final PictureQuality quality;
    private final SoundTrace heard;
    private final SoundTrace played;
    private final boolean marked;
    private final long senderAheadNs;

    /**
     * Prepares to measure.
     *
     * @param seconds      length of the call.
     * @param picture      what is sent.
     * @param sound        what is sent.
     * @param sentHere     whether the sender is in this process.
     * @param receivedHere whether the receiver is in this process.
     * @param marked       whether the sound carries markers.
     * @param compared     whether pictures are compared with the original, where both ends are here.
     */
    Way(final long seconds, final VideoFormat picture, final AudioFormat sound, final boolean sentHere, final boolean receivedHere,
        final boolean marked, final boolean compared) {
        this.picture = picture;
        this.sound = sound;
        this.marked = marked;
        senderAheadNs = 0;
        final long span = seconds + MARGIN_SECONDS;
        final long soundFrames = span * 1_000_000_000L / sound.frameNs();
        video = new Direction(sentHere ? new SendMeter(span * MOST_FPS) : null,
            receivedHere ? new ReceiveMeter(span * MOST_FPS, span * MOST_FPS) : null);
        audio = new Direction(sentHere ? new SendMeter(soundFrames) : null,
            receivedHere ? new ReceiveMeter(soundFrames, span * MARKERS_A_SECOND) : null);
        final boolean both = sentHere && receivedHere;
        quality = both && compared ? new PictureQuality(picture.width(), picture.height()) : null;
        heard = both && !marked ? new SoundTrace(sound.sampleRateHz(), sound.frameSamples(), span) : null;
        played = both && !marked ? new SoundTrace(sound.sampleRateHz(), sound.frameSamples(), span) : null;
    }

    /** What was received here, joined with what the sender measured elsewhere. */
    private Way(final Way received, final SendMeter video, final SendMeter audio, final long senderAheadNs) {
        picture = received.picture;
        sound = received.sound;
        marked = received.marked;
        this.senderAheadNs = senderAheadNs;
        this.video = new Direction(video, received.video.receive());
        this.audio = new Direction(audio, received.audio.receive());
        quality = null;
        heard = null;
        played = null;
    }

    /** The same with what the sender, in another process, measured. */
    Way sentBy(final SendMeter videoSender, final SendMeter audioSender, final long aheadNs) {
        return new Way(this, videoSender, audioSender, aheadNs);
    }

    VideoFormat picture() {
        return picture;
    }

    AudioFormat sound() {
        return sound;
    }

    Direction video() {
        return video;
    }

    Direction audio() {
        return audio;
    }

    CallEndpoint.Sending sending(final Capture capture) {
        return new CallEndpoint.Sending(capture.pictures(), capture.sound(), video.send(), audio.send(), quality, heard);
    }

    CallEndpoint.Receiving receiving(final Recordings recordings, final long aheadNs) {
        return new CallEndpoint.Receiving(new PictureRenderer(video.receive(), quality, aheadNs),
            new SoundRenderer(audio.receive(), played, aheadNs), video.receive(), audio.receive(), recordings);
    }

    void start(final long nowNs) {
        video.start(nowNs);
        audio.start(nowNs);
    }

    /** Latencies count from a time on. */
    void settled(final long timeNs) {
        for (final Direction direction : new Direction[] {video, audio}) {
            if (direction.receive() != null) {
                direction.receive().latency().settled(timeNs);
            }
        }
    }

    /** Bytes that codec calls of this way allocated in this process. */
    long codecBytes() {
        return (video.send() == null ? 0 : video.send().codecBytes() + audio.send().codecBytes())
            + (video.receive() == null ? 0 : video.receive().codecBytes() + audio.receive().codecBytes());
    }

    /** Frames of both media that were sent or, where only the receiver is here, played. */
    long frames() {
        return video.send() != null ? video.send().framesCaptured() + audio.send().framesCaptured()
            : video.receive().framesShown() + audio.receive().framesShown();
    }

    /** After the call: lays played sound over sent sound where it carries no markers. Returns seconds that could not be found again. */
    int correlate() {
        return heard == null ? 0 : SoundTrace.compare(heard, played, audio.receive().latency());
    }

    VideoDirection videoReport(final double seconds, final boolean impaired, final Long keyframeRequests) {
        return ReportBuilder.video(video, picture, quality, accounts(video, 0, impaired), seconds, keyframeRequests);
    }

    AudioDirection audioReport(final double seconds, final boolean impaired) {
        return ReportBuilder.audio(audio, sound, accounts(audio, sound.frameNs(), impaired), seconds, marked ? "marker" : "correlation");
    }

    private Accounts accounts(final Direction direction, final long frameNs, final boolean impaired) {
        return direction.send() == null || direction.receive() == null ? null
            : new Accounts(direction.send().frames(), direction.receive().frames(), senderAheadNs, frameNs, impaired);
    }
}
