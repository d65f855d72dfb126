package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.deblock.Deblocking;
import io.penstock.codecs.h264.motion.Reference;
import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.h264.rate.Activity;
import io.penstock.codecs.h264.rate.RateControl;
import io.penstock.codecs.h264.rate.SceneAnalysis;

/** A stream of pictures of one size and structure: which are key pictures, what each refers to, and how coarse it is. */
final class Session {
    private static final int IDR_IDS = 1 << 16;
    /** How much coarser a picture is coded again that was too large. */
    private static final int COARSER = 8;
    private static final int COARSEST = 51;
    private static final int MOST_ATTEMPTS = 3;

    private EncoderSettings settings;
    private final MacroblockMap map;
    private final SourcePicture source;
    private final ReferenceStore references;
    private final RateControl rate;
    private final SceneAnalysis scene;
    private final SliceThreads coders;
    private final AccessUnitWriter unit;
    private final PictureJob job = new PictureJob();
    private final RefreshWave wave;
    private final Activity activity;

    private boolean first = true;
    private int sinceKey;
    private int sinceKeyFrameNumber;
    private int idrId;
    private long lastTimeNs;
    private boolean key;
    private int layer;
    private int qp;
    private boolean unfiltered;
    private Reference shown;

    Session(final EncoderSettings settings) {
        this.settings = settings;
        final int wide = (settings.width() + 15) / 16;
        final int high = (settings.height() + 15) / 16;
        map = new MacroblockMap(wide, high);
        source = new SourcePicture(settings.width(), settings.height());
        references = new ReferenceStore(16 * wide, 16 * high, settings.temporalLayers() == 3 ? 2 : 1, settings.longTerm());
        rate = new RateControl(wide * high, settings.fpsNumerator(), settings.fpsDenominator(), settings.bitrate(), settings.minQp(),
            settings.maxQp(), settings.vbvFrames(), settings.keyIntervalFrames());
        scene = new SceneAnalysis(16 * wide, 16 * high);
        unit = new AccessUnitWriter(settings);
        coders = new SliceThreads(map, settings, unit);
        wave = new RefreshWave(wide, settings.intraRefreshFrames());
        activity = settings.adaptiveQuantisation() > 0 ? new Activity(wide, high) : null;
        shown = references.target();
    }

    SourcePicture source() {
        return source;
    }

    void bitrate(final int bitsPerSecond) {
        rate.bitrate(bitsPerSecond);
    }

    /** Another rate or fixed quantiser. */
    void adjust(final EncoderSettings changed) {
        settings = changed;
    }

    int nextIdrId() {
        return idrId;
    }

    void nextIdrId(final int id) {
        idrId = id;
    }

    int encode(final boolean keyWanted, final boolean longTermWanted, final boolean recoveryWanted, final long timeNs, final byte[] out,
               final int at, final int capacity) {
        scene.analyse(source.picture());
        final int interval = settings.keyIntervalFrames();
        final boolean recovery = recoveryWanted && references.hasLongTerm();
        key = first || keyWanted || recoveryWanted && !recovery || interval > 0 && sinceKey >= interval || settings.sceneCut() && scene.sceneCut();
        if (recovery && !key && Layers.layer(sinceKey, settings.temporalLayers()) != 0) {
            sinceKey = 0;
        }
        layer = key ? 0 : Layers.layer(sinceKey, settings.temporalLayers());
        final long elapsedNs = first ? 0 : Math.max(0, timeNs - lastTimeNs);
        final int chosen = settings.fixedQp() >= 0 ? settings.fixedQp()
            : rate.startFrame(key, layer, settings.temporalLayers(), scene.interCost(), scene.intraCost(), elapsedNs);
        if (chosen == RateControl.SKIP_FRAME) {
            rate.skipped();
            return 0;
        }
        lastTimeNs = timeNs;
        prepare(chosen, longTermWanted, recovery);
        final int bytes = attempt(timeNs, out, at, capacity);
        if (bytes == 0) {
            first = true;
            throw new IllegalStateException("h264: picture of " + settings.width() + 'x' + settings.height() + " does not fit " + capacity
                + " bytes even without any detail");
        }
        conclude(longTermWanted && !key);
        if (settings.fixedQp() < 0) {
            rate.endFrame(8 * bytes, qp);
        }
        return bytes;
    }

    private void prepare(final int chosenQp, final boolean longTermWanted, final boolean recovery) {
        if (key) {
            sinceKeyFrameNumber = 0;
            sinceKey = 0;
            wave.restart();
        }
        job.source = source.picture();
        shown = references.target();
        job.target = shown.picture();
        job.idr = key;
        job.frameNumber = sinceKeyFrameNumber % unit.frameNumbers();
        job.idrId = idrId;
        job.nalReference = key ? 3 : layer == 0 ? 2 : Layers.discardable(layer, settings.temporalLayers()) ? 0 : 1;
        job.toLongTerm = settings.longTerm() && (key || longTermWanted && layer == 0);
        job.qp = chosenQp;
        job.rate = settings.fixedQp() >= 0 || settings.threads() > 1 ? null : rate;
        job.activity = activity;
        job.minQp = settings.minQp();
        job.maxQp = settings.maxQp();
        if (activity != null) {
            activity.analyse(job.source, settings.adaptiveQuantisation());
        }
        job.reorderBy = 0;
        job.fromLongTerm = false;
        job.reference = null;
        if (!key) {
            refer(recovery);
        }
        job.refreshFrom = key ? 0 : wave.from();
        job.refreshTo = key ? 0 : wave.to();
        job.freshColumns = wave.freshColumns();
        job.recoveryFrames = !key && wave.begins() ? settings.intraRefreshFrames() : 0;
    }

    private void refer(final boolean recovery) {
        if (recovery) {
            job.reference = references.longTerm();
            job.fromLongTerm = true;
        } else if (Layers.fromNewest(sinceKey, settings.temporalLayers())) {
            job.reference = references.newest();
        } else {
            job.reference = references.base();
            job.fromLongTerm = references.baseByLongTerm();
            job.reorderBy = references.baseBack(job.frameNumber, unit.frameNumbers());
        }
    }

    /** Codes the picture, again and coarser if it is too large, at last without any detail; 0 if even that does not fit. */
    private int attempt(final long timeNs, final byte[] out, final int at, final int capacity) {
        int bytes = once(timeNs, out, at, capacity);
        int tries = 1;
        while (tooLarge(bytes) && tries++ < MOST_ATTEMPTS) {
            final int before = job.qp;
            job.qp = coarser(bytes);
            if (job.qp == before) {
                break;
            }
            bytes = once(timeNs, out, at, capacity);
        }
        if (bytes == 0) {
            job.bare = true;
            bytes = once(timeNs, out, at, capacity);
            job.bare = false;
        }
        if (bytes > 0 && settings.pictureHashSei()) {
            unfiltered = true;
            unit.hash(reconstruction());
        }
        return bytes;
    }

    private boolean tooLarge(final int bytes) {
        return bytes == 0 || settings.fixedQp() < 0 && 8L * bytes > rate.maxBits();
    }

    private int coarser(final int bytes) {
        if (bytes == 0) {
            job.rate = null;
            return Math.min(COARSEST, job.qp + COARSER);
        }
        return rate.recode(8 * bytes);
    }

    private int once(final long timeNs, final byte[] out, final int at, final int capacity) {
        map.startPicture();
        unit.start(out, at, capacity, job, timeNs);
        final int bytes = coders.run(job, unit);
        qp = coders.averageQp();
        return bytes;
    }

    private void conclude(final boolean longTerm) {
        unfiltered = !settings.pictureHashSei();
        final boolean kept = job.nalReference != 0;
        if (kept) {
            reconstruction().extend();
            shown.changed();
        }
        if (key) {
            idrId = (idrId + 1) % IDR_IDS;
            references.keepIdr(job.frameNumber, job.toLongTerm);
        } else if (job.toLongTerm) {
            references.keepLongTerm();
        } else if (kept) {
            references.keep(job.frameNumber, layer == 0);
        }
        if (kept) {
            sinceKeyFrameNumber++;
        }
        wave.step();
        first = false;
        sinceKey++;
    }

    /** Whether the last picture took the place of the long-term reference. */
    boolean keptLongTerm() {
        return job.toLongTerm;
    }

    MacroblockMap map() {
        return map;
    }

    boolean keyFrame() {
        return key;
    }

    int temporalLayer() {
        return layer;
    }

    boolean discardable() {
        return job.nalReference == 0;
    }

    int qp() {
        return qp;
    }

    int slices() {
        return coders.slices();
    }

    /** Deblocked only when somebody looks: pictures that nothing refers to need not be. */
    Picture reconstruction() {
        final Picture picture = shown.picture();
        if (unfiltered) {
            unfiltered = false;
            Deblocking.filter(picture, map, 0, map.heightMbs, 0, 0, 0);
        }
        return picture;
    }

    void close() {
        coders.close();
    }
}
