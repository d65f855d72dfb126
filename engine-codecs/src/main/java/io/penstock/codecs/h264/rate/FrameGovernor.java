package io.penstock.codecs.h264.rate;

/**
 * Corrects the quantiser within a picture: at {@value FrameProfile#PARTS} places it works out from the bits so far what the picture will
 * take, and goes coarser if that is above what it may, or a little finer if it is far below. Not thread-safe.
 */
final class FrameGovernor {
    private static final int FINEST = -1;
    private static final int STEP = 2;
    private static final double MUCH = 3;

    private final int macroblocks;
    private final int minQp;
    private final int maxQp;
    private BitModel model;
    private FrameProfile profile;
    private int baseQp;
    private double foretold;
    private double target;
    private double bound;
    private int qp;
    private int part;
    private int nextAt;
    private int bitsAtPart;
    private double expected;
    private double shareLeft;
    private int lastCoded;

    FrameGovernor(final int macroblocks, final int minQp, final int maxQp) {
        this.macroblocks = macroblocks;
        this.minQp = minQp;
        this.maxQp = maxQp;
    }

    void start(final int frameQp, final BitModel bitModel, final FrameProfile frameProfile, final double foretoldBits, final double targetBits,
        final double boundBits) {
        model = bitModel;
        profile = frameProfile;
        baseQp = frameQp;
        foretold = Math.max(1, foretoldBits);
        target = targetBits;
        bound = boundBits;
        restart();
    }

    private void restart() {
        qp = baseQp;
        part = 0;
        nextAt = end(0);
        bitsAtPart = 0;
        expected = 0;
        shareLeft = 1;
        lastCoded = 0;
    }

    int qp(final int coded, final int bits) {
        if (coded >= nextAt) {
            advance(coded, bits);
        } else if (coded < lastCoded) {
            restart();
        }
        lastCoded = coded;
        return qp;
    }

    /** Notes the last part. */
    void end(final int bits, final FrameProfile frameProfile) {
        if (lastCoded > 0) {
            while (part < FrameProfile.PARTS) {
                close(bits);
            }
            frameProfile.learn();
        }
    }

    private void advance(final int coded, final int bits) {
        while (coded >= nextAt && part < FrameProfile.PARTS) {
            close(bits);
        }
        if (part == FrameProfile.PARTS) {
            return;
        }
        // bits so far against what was expected of this part of the way, at first with doubt
        final double doubt = 0.1 * foretold;
        final double pace = (bits + doubt) / (expected + doubt);
        final double left = foretold * shareLeft * pace;
        final double soft = Math.min(0.9 * bound, 1.25 * target);
        final double allowed = soft - bits;
        int wanted;
        if (allowed <= 0.02 * soft) {
            wanted = maxQp - baseQp;
        } else if (left > allowed) {
            wanted = coarser(left, allowed, Math.max(allowed, 0.9 * bound - bits));
        } else if (bits + left < 0.7 * target) {
            wanted = Math.max(FINEST, (int) Math.ceil(model.steps(left / (0.85 * target - bits))));
        } else {
            wanted = 0;
        }
        final int step = bits > 0.7 * bound ? 2 * STEP : STEP;
        final int now = qp - baseQp;
        wanted = Math.max(now - STEP, Math.min(now + step, wanted));
        qp = Math.max(minQp, Math.min(maxQp, baseQp + wanted));
    }

    /** Much coarser than the rest of the picture is not good either: beyond some steps go half the way, as far as the bound lets it be. */
    private int coarser(final double left, final double allowed, final double most) {
        final double all = model.steps(left / allowed);
        final double half = all > MUCH ? MUCH + 0.5 * (all - MUCH) : all;
        return (int) Math.ceil(Math.max(half, model.steps(left / most)));
    }

    private void close(final int bits) {
        final double coarser = model.factor(qp - baseQp);
        expected += foretold * profile.share(part) * coarser;
        profile.took(part, Math.max(0, bits - bitsAtPart) / coarser);
        shareLeft = Math.max(0, shareLeft - profile.share(part));
        bitsAtPart = bits;
        part++;
        nextAt = end(part);
    }

    /** Macroblocks at the end of a part; parts of small pictures may be empty. */
    private int end(final int which) {
        return which >= FrameProfile.PARTS ? Integer.MAX_VALUE : (int) ((which + 1L) * macroblocks / FrameProfile.PARTS);
    }
}
