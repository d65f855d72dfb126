/**
 * Recording for compliance: what participants sent goes into files without being decoded, and each file carries a chain of checksums by which
 * any later change is found.
 *
 * <ul>
 * <li>{@link io.penstock.rtc.record.RoomRecording}: a room, a file for each participant and one for the mix;
 * <li>{@link io.penstock.rtc.record.ParticipantRecording}: the tracks of a participant in a file, packets to fragments;
 * <li>{@link io.penstock.rtc.record.RecordingWorker}: many of them on a thread of their own, behind the taps of a forwarder;
 * <li>{@link io.penstock.rtc.record.RecordingChain}: seals the fragments of a file, with its metadata and notes; signed if there is a key;
 * <li>{@link io.penstock.rtc.record.RecordingVerifier}: checks such a file and says what is wrong and where.
 * </ul>
 */
package io.penstock.rtc.record;
