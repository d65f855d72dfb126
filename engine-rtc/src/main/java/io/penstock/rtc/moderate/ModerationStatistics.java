package io.penstock.rtc.moderate;

/**
 * What moderation has done.
 *
 * @param shown    pieces of evidence that the moderator was shown.
 * @param decided  decisions in time.
 * @param timeouts decisions that did not come in time.
 * @param late     of these, those that came after all and did nothing.
 * @param failures moderators that failed.
 * @param refused  pieces of evidence that were not shown, because too many decisions were waited for.
 * @param enforced decisions other than to allow that were done, whoever decided.
 * @param errors   decisions that could not be done or audited.
 * @param pending  decisions that are waited for.
 */
public record ModerationStatistics(long shown, long decided, long timeouts, long late, long failures, long refused, long enforced, long errors,
                                   int pending) { }
