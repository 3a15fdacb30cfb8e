package eu.rempart.guard.output;

/// Watches one stream of text while it is written, and holds back what is not yet known to be safe.
/// One stream, one thread.
///
/// Law: any chunking of the same text gives the same emitted text in total, and the same verdict.
/// Contract: after `Cut`, nothing is emitted any more and every further call answers the same
/// `Cut`. When a piece brings safe text *and* the reason to cut, the safe text is emitted and the
/// next call cuts: `end` is therefore always called, also at a cut.
public interface StreamGuard {
    /// Takes the next piece, possibly empty.
    Step next(String delta);

    /// Says that there is nothing more. Call it until it no longer answers `Emit`.
    Step end();
}
