package io.penstock.rtc.record;

import io.penstock.format.MediaKind;

/**
 * What the recording of a track has met.
 *
 * @param kind              sound or pictures.
 * @param packets           packets that came.
 * @param lostPackets       packets that never came.
 * @param latePackets       packets that came twice, or after they had been given up.
 * @param restoredPackets   packets that came as a copy within a later one (RFC 2198).
 * @param malformed         packets or frames that could not be read.
 * @param frames            frames in the file.
 * @param brokenFrames      pictures of which a part is missing; not in the file.
 * @param undecodableFrames pictures that refer to a missing one; not in the file.
 * @param unwrittenFrames   frames that the file did not take: from before its start, or overlapping.
 * @param restarts          times that the sender's timestamps began anew.
 */
public record TrackStatistics(MediaKind kind, long packets, long lostPackets, long latePackets, long restoredPackets, long malformed, long frames,
                              long brokenFrames, long undecodableFrames, long unwrittenFrames, long restarts) { }
