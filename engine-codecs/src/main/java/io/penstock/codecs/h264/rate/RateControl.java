package io.penstock.codecs.h264.rate;

/**
 * Chooses quantisers so that a stream keeps to a bit rate as calls need it: every picture fits a small buffer, a new target is obeyed by the
 * next picture, and what a key picture takes more is given back within about a second.
 *
 * <pre>{@code
 * int qp = rate.startFrame(key, layer, layers, scene.interCost(), scene.intraCost(), elapsedNs);
 * if (qp == RateControl.SKIP_FRAME) { ... nothing is coded; go on with the next picture }
 * for (each macroblock) { mbQp = rate.macroblockQp(coded, bitsSoFar); ... }
 * while (bits > rate.maxBits() && qp < (qp = rate.recode(bits))) { ... code it again }
 * rate.endFrame(bits, averageQp);
 * }</pre>
 *
 * <p>Two counts are kept of what was sent beyond the target: a <em>queue</em>, what a link of just the target rate would still have to send, and
 * a <em>balance</em>, which may also be a small credit. A picture aims at its share of the rate less a part of the balance; its
 * bound is what the buffer has room for. Bits are foretold by a {@link BitModel} for key pictures and for each temporal layer, from the costs that
 * {@link SceneAnalysis} gives; a {@link FrameProfile} tells within a picture whether it goes wrong. Time is what the caller says has
 * gone by. Not thread-safe; allocates nothing after its constructor.
 */
public final class RateControl {
    /** Instead of a quantiser: do not code this picture. */
    public static final int SKIP_FRAME = -1;
    private static final int LAYERS = 3;
    private static final int KEY = LAYERS;
    /** Time that a key picture may take to send at the target rate, between a least and a most number of pictures. */
    private static final double KEY_SECONDS = 0.2;
    /** Of a first picture, with nothing before it that could wait. */
    private static final double FIRST_SECONDS = 0.25;
    /** What a key picture gets at least, in average pictures, however many came just before. */
    private static final double KEY_LEAST = 0.6;
    /** Pictures are left out if more than what a key picture may leave behind waits on the way, and at least that many average pictures. */
    private static final double SKIP_FRAMES = 5;
    private static final double KEY_FEWEST_FRAMES = 4;
    private static final double KEY_MOST_FRAMES = 12;
    /** A key picture is coded again if it is that much larger than it should be. */
    private static final double KEY_OVERRUN = 1.27;
    /** Largest picture that is not a key picture, in average ones. */
    private static final double LARGEST = 2.8;
    /** How much finer a key picture is than those around it. */
    private static final int KEY_FINER = 3;
    /** How much coarser each temporal layer is: what nothing or little refers to need not be fine (x264 and libvpx have 2 to 6 steps). */
    private static final int[] COARSER = {0, 3, 5};
    /** Finest quantiser where nothing moves: about 43 dB; finer ones would spend the whole rate on nothing to be seen. */
    private static final int STILL_QP = 20;
    /** Inter cost of a macroblock up to which nothing moves. */
    private static final int STILL_COST = 2;
    /** Finest quantiser of a first picture at a tenth of a bit a luma sample, as much coarser or finer for half or twice as many: pictures after it
     * could not be as good if they move. */
    private static final double FIRST_QP = 25;
    private static final double FIRST_QP_OCTAVE = 4;
    private static final double FIRST_BITS_PER_SAMPLE = 0.1;
    private static final int FINER_A_FRAME = 4;
    private static final double FINER_WAY = 0.5;
    /** Buffer for which those ways are; larger ones need less haste. */
    private static final double USUAL_VBV = 1.5;
    private static final double COARSER_WAY = 0.6;
    /** Quantiser steps that a picture asks for which are more than the usual unrest. */
    private static final double SUDDEN = 3;
    /** How far the buffer may be stretched then, by a picture that would have to be much coarser than the one before. */
    private static final double STRETCH = 2.5;
    /** Average pictures of credit that are kept from ones that took less than they could. */
    private static final double CREDIT_FRAMES = 3;
    private static final double FEW_FRAMES = 3;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final int macroblocks;
    private final double frameNs;
    private final int minQp;
    private final int maxQp;
    private final double vbvFrames;
    private final double haste;
    private final int keyIntervalFrames;
    private final BitModel[] models = new BitModel[LAYERS + 1];
    private final FrameProfile[] profiles = new FrameProfile[LAYERS + 1];
    private final double[] layerShare = {1, 1, 1};
    private final FrameGovernor governor;

    private double bitrate;
    private double intervalNs;
    private double queue;
    private double balance;
    private double usualQp = -1;
    private boolean afterKey;
    private int kind;
    private long cost;
    private int frameQp;
    private double target;
    private double room;
    private double bound;

    /**
     * Makes a control that knows nothing of the pictures to come.
     *
     * @param macroblocks       of a picture, positive.
     * @param fpsNumerator      pictures, positive, in ...
     * @param fpsDenominator    ... that many seconds, positive; what is assumed until times are told.
     * @param bitrate           target, bits a second, positive.
     * @param minQp             finest quantiser, 0–51.
     * @param maxQp             coarsest quantiser, from minQp to 51.
     * @param vbvFrames         how many average pictures the buffer holds, 1 or more: larger ones let sizes vary more.
     * @param keyIntervalFrames pictures from a key picture to the next, 0 if they come only on request.
     * @throws IllegalArgumentException if one is out of range.
     */
    public RateControl(final int macroblocks, final int fpsNumerator, final int fpsDenominator, final int bitrate, final int minQp, final int maxQp,
        final double vbvFrames, final int keyIntervalFrames) {
        if (macroblocks <= 0 || fpsNumerator <= 0 || fpsDenominator <= 0 || minQp < 0 || maxQp < minQp || maxQp > 51 || !(vbvFrames >= 1)
            || keyIntervalFrames < 0) {
            throw new IllegalArgumentException("rate control: macroblocks " + macroblocks + ", " + fpsNumerator + '/' + fpsDenominator
                + " a second, QP " + minQp + " to " + maxQp + ", buffer " + vbvFrames + " pictures, key interval " + keyIntervalFrames
                + ": accepted are positive ones, QPs of 0 to 51, a buffer of 1 or more");
        }
        this.macroblocks = macroblocks;
        this.minQp = minQp;
        this.maxQp = maxQp;
        this.vbvFrames = vbvFrames;
        this.keyIntervalFrames = keyIntervalFrames;
        haste = Math.min(1, Math.sqrt(USUAL_VBV / vbvFrames));
        frameNs = (double) NS_PER_SECOND * fpsDenominator / fpsNumerator;
        intervalNs = frameNs;
        governor = new FrameGovernor(macroblocks, minQp, maxQp);
        final double floor = 100 + 0.05 * macroblocks;
        for (int layer = 0; layer < LAYERS; layer++) {
            models[layer] = new BitModel(macroblocks, 3.2, 1 / 6.0, 0.9, floor);
            profiles[layer] = new FrameProfile();
        }
        models[KEY] = new BitModel(macroblocks, 4.1, 1 / 8.0, 0.8, floor);
        profiles[KEY] = new FrameProfile();
        bitrate(bitrate);
    }

    /**
     * Sets another target, which the next picture obeys. What is still owed of the old one counts for a few pictures at most.
     *
     * @param bitsPerSecond the target, positive.
     * @throws IllegalArgumentException if it is not positive.
     */
    public void bitrate(final int bitsPerSecond) {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("bit rate " + bitsPerSecond + ": must be positive");
        }
        if (bitrate > 0) {
            owe(bitsPerSecond);
            if (usualQp >= 0) {
                usualQp += models[0].steps(bitrate / bitsPerSecond);
            }
        }
        bitrate = bitsPerSecond;
    }

    /**
     * Chooses the quantiser of the next picture.
     *
     * @param key           whether it is a key picture.
     * @param temporalLayer its layer, 0 is the lowest.
     * @param layers        how many there are, 1–3.
     * @param interCost     {@link SceneAnalysis#interCost()}.
     * @param intraCost     {@link SceneAnalysis#intraCost()}.
     * @param elapsedNs     time since the last picture that was coded, 0 if there was none or it is not known: then one picture's time.
     * @return the quantiser, or {@link #SKIP_FRAME}: so much is owed that this picture must not be sent.
     * @throws IllegalArgumentException if there is no such layer or a cost or time is negative.
     */
    public int startFrame(final boolean key, final int temporalLayer, final int layers, final long interCost, final long intraCost,
        final long elapsedNs) {
        if (layers < 1 || layers > LAYERS || temporalLayer < 0 || temporalLayer >= layers || interCost < 0 || intraCost < 0 || elapsedNs < 0) {
            throw new IllegalArgumentException("temporal layer " + temporalLayer + " of " + layers + ", costs " + interCost + " and " + intraCost
                + ", " + elapsedNs + " ns: accepted are layers 0 to 2 of 1 to 3, none of it negative");
        }
        final double queueBefore = queue;
        final double balanceBefore = balance;
        drain(elapsedNs);
        final double perFrame = perFrame();
        kind = key ? KEY : temporalLayer;
        cost = key ? intraCost : interCost;
        final double keyBits = keyBits(perFrame);
        if (queue > Math.max(KEY_OVERRUN * keyBits, SKIP_FRAMES * perFrame) + 2 * perFrame) {
            if (elapsedNs > 0) {
                // the time up to the next picture will have this one's in it
                queue = queueBefore;
                balance = balanceBefore;
            }
            return SKIP_FRAME;
        }
        follow(elapsedNs);
        if (key) {
            target = Math.max(KEY_LEAST * perFrame, keyBits - Math.max(0, balance) * 0.7) + Math.max(0, Math.min(0.3 * perFrame, -balance / 4));
            bound = KEY_OVERRUN * target;
            frameQp = keyQp();
        } else {
            aim(perFrame, temporalLayer, layers);
            frameQp = interQp(temporalLayer);
        }
        governor.start(frameQp, models[kind], profiles[kind], Math.min(models[kind].bits(cost, frameQp), target), target, bound);
        return frameQp;
    }

    /**
     * The quantiser of the next macroblock: the picture's, unless it is about to become too large (or much too small).
     *
     * @param coded      macroblocks coded of this picture; less than at the last call means that it is coded again.
     * @param bitsSoFar  bits they took.
     * @return the quantiser.
     */
    public int macroblockQp(final int coded, final int bitsSoFar) {
        return governor.qp(coded, bitsSoFar);
    }

    /**
     * The largest that the picture started last may be; if it is larger it should be coded again with {@link #recode}.
     *
     * @return bits.
     */
    public int maxBits() {
        return (int) Math.min(Integer.MAX_VALUE, bound);
    }

    /**
     * Chooses a coarser quantiser for a picture that became larger than {@link #maxBits()}.
     *
     * @param bits what it took.
     * @return the quantiser to code it again with; the one it had if there is no coarser one, and then it must be sent as it is.
     */
    public int recode(final int bits) {
        final BitModel model = models[kind];
        final double steps = model.steps(Math.max(1.1, bits / (0.85 * bound)));
        frameQp = Math.min(maxQp, frameQp + Math.max(2, (int) Math.ceil(steps)));
        governor.start(frameQp, model, profiles[kind], Math.min(0.85 * bound, bits * model.factor(steps)), Math.min(target, 0.9 * bound), bound);
        return frameQp;
    }

    /**
     * Takes note of a picture that was coded and sent.
     *
     * @param bits      what it took, all of the access unit.
     * @param averageQp average quantiser of its macroblocks.
     */
    public void endFrame(final int bits, final int averageQp) {
        queue = Math.max(0, queue) + bits;
        balance += bits;
        final BitModel model = models[kind];
        model.learn(cost, averageQp, bits);
        governor.end(bits, profiles[kind]);
        if (kind == KEY) {
            if (usualQp < 0 || afterKey) {
                usualQp = averageQp + 1;
            }
        } else {
            usualQp = averageQp - COARSER[kind];
        }
        afterKey = kind == KEY;
    }

    /** Takes note of a picture that was not coded after all, for whatever reason: nothing was sent. */
    public void skipped() {
        target = 0;
    }

    /** What is owed stays so up to a few pictures of the new rate; more than those only if it were as many pictures before. */
    private void owe(final double newRate) {
        final double factor = newRate / bitrate;
        final double few = FEW_FRAMES * newRate * intervalNs / NS_PER_SECOND;
        queue = Math.min(queue, Math.max(few, factor * queue));
        balance = Math.min(balance, Math.max(few, factor * balance));
    }

    private void drain(final long elapsedNs) {
        final double elapsed = elapsedNs == 0 ? frameNs : elapsedNs;
        final double sent = bitrate * elapsed / NS_PER_SECOND;
        queue = Math.max(0, queue - sent);
        balance = Math.max(-CREDIT_FRAMES * perFrame(), balance - sent);
    }

    /** How often pictures come of late; one pause says little about that. */
    private void follow(final long elapsedNs) {
        final double elapsed = elapsedNs == 0 ? frameNs : elapsedNs;
        final double likely = Math.max(0.5 * intervalNs, Math.min(2 * intervalNs, elapsed));
        intervalNs = Math.max(frameNs / 4, Math.min(NS_PER_SECOND, intervalNs + 0.1 * (likely - intervalNs)));
    }

    private double perFrame() {
        return bitrate * intervalNs / NS_PER_SECOND;
    }

    private double keyBits(final double perFrame) {
        final double seconds = usualQp < 0 ? FIRST_SECONDS : KEY_SECONDS;
        final double frames = Math.max(KEY_FEWEST_FRAMES, Math.min(KEY_MOST_FRAMES, seconds * NS_PER_SECOND / intervalNs));
        return perFrame * (keyIntervalFrames == 0 ? frames : Math.min(frames, 1 + 0.5 * (keyIntervalFrames - 1)));
    }

    private int keyQp() {
        double qp = models[KEY].qp(cost, target);
        if (usualQp >= 0) {
            qp = Math.max(qp, usualQp - KEY_FINER);
        } else {
            qp = Math.max(qp, FIRST_QP - FIRST_QP_OCTAVE * BitModel.log2(perFrame() / (256.0 * macroblocks * FIRST_BITS_PER_SAMPLE)));
        }
        return bounded(qp);
    }

    private void aim(final double perFrame, final int layer, final int layers) {
        final double share = share(layer, layers);
        final double aimed = Math.max(balance - 0.25 * (vbvFrames - 1) * perFrame, queue - vbvFrames * perFrame);
        final double correction = aimed > 0 ? Math.min(0.45 * perFrame, aimed / (6 + 4 * vbvFrames)) : Math.max(-0.3 * perFrame, aimed / 4);
        // a queue of a picture or so is let be while there is credit: pictures that took too little would never be made up for
        final double credit = Math.max(0, Math.min(1, -balance / perFrame));
        final double least = (1.3 + 0.5 * credit) * Math.max(1, share) * perFrame;
        room = Math.min(LARGEST * perFrame, Math.max(least, 1.2 * (vbvFrames * share * perFrame - queue)));
        bound = Math.max(room, Math.min(LARGEST * perFrame, STRETCH * vbvFrames * perFrame - queue));
        target = Math.min(0.85 * room, share * (perFrame - correction));
    }

    /** Share of a layer's pictures in the rate, 1 on average: what it takes at a quantiser coarser by its offset. */
    private double share(final int layer, final int layers) {
        if (layers == 1) {
            return 1;
        }
        final double middle = models[0].factor(COARSER[1]);
        if (layers == 2) {
            return 2 * (layer == 0 ? 1 : middle) / (1 + middle);
        }
        final double top = models[0].factor(COARSER[2]);
        return 4 * (layer == 0 ? 1 : layer == 1 ? middle : top) / (1 + middle + 2 * top);
    }

    private int interQp(final int layer) {
        final BitModel model = models[layer];
        if (!model.trained()) {
            model.guess(models[0]);
        }
        double qp = model.qp(cost, target);
        if (usualQp >= 0) {
            // steady quantisers look better and cost less than ones that follow every picture: go part of the way, and all of it if need be
            final double near = usualQp + COARSER[layer];
            final double way = qp - near;
            qp = near + haste * (way > 0 ? COARSER_WAY * way : Math.max(-FINER_A_FRAME, FINER_WAY * way));
            if (!model.trained()) {
                qp = Math.max(near - 1, Math.min(near + 10, qp));
            } else if (way > SUDDEN) {
                // half a second of mud is worse than a tenth of one that is late
                room = bound;
                target = Math.max(target, Math.min(model.bits(cost, qp), 0.85 * bound));
            }
            qp = Math.max(qp, model.qp(cost, 0.85 * room));
        }
        if (cost <= (long) STILL_COST * macroblocks) {
            qp = Math.max(qp, STILL_QP);
        }
        return bounded(qp);
    }

    private int bounded(final double qp) {
        return Math.max(minQp, Math.min(maxQp, (int) Math.rint(qp)));
    }
}
