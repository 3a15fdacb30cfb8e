package eu.rempart.core.provider;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import eu.rempart.core.cost.TokenUsage;

/// Counts tokens where a provider does not say, with the vocabulary of OpenAI's newest models: exact for those, close
/// for others. Thread-safe.
public final class TokenCounter {

    /// What a message costs beside its text, as OpenAI counts it.
    private static final int PER_MESSAGE = 4;

    /// The vocabulary is large and most deployments never need it, so it is loaded at the first use.
    private static final class Holder {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    /// What a call has used, when it broke off before the provider said.
    ///
    /// @param written all that the provider wrote
    public TokenUsage estimate(ModelRequest request, String written) {
        long input = count(request.system()) + PER_MESSAGE;
        for (ModelRequest.Message message : request.messages()) {
            input += count(message.text()) + PER_MESSAGE;
        }
        return new TokenUsage(input, 0, count(written));
    }

    /// The beginning of a text that has so many tokens at most; no character is cut in two.
    public String head(String text, int tokens) {
        var cut = Holder.ENCODING.encodeOrdinary(text, tokens);
        return cut.isTruncated() ? Holder.ENCODING.decode(cut.getTokens()) : text;
    }

    /// Special tokens in the text count as plain text.
    public long count(String text) {
        return text.isEmpty() ? 0 : Holder.ENCODING.countTokensOrdinary(text);
    }
}
