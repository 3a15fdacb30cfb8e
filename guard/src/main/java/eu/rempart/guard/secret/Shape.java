package eu.rempart.guard.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A kind of credential that its own beginning gives away.
///
/// @param name the rule's name
/// @param prefix how it begins, case-sensitively
/// @param alphabet what may follow
/// @param shortest the least number of characters after the prefix
/// @param longest the greatest; more of the same alphabet means that it is something else, unless 0
///     (no limit)
record Shape(String name, String prefix, Alphabet alphabet, int shortest, int longest) {

    enum Alphabet {
        HEX,
        UPPER,
        ALNUM,
        WORD,
        DOTTED,
        BASE64,
        URL;

        boolean has(char c) {
            boolean digit = c >= '0' && c <= '9';
            boolean upper = c >= 'A' && c <= 'Z';
            boolean lower = c >= 'a' && c <= 'z';
            return switch (this) {
                case HEX -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                case UPPER -> digit || upper;
                case ALNUM -> digit || upper || lower;
                case WORD -> digit || upper || lower || c == '_' || c == '-';
                case DOTTED -> digit || upper || lower || c == '_' || c == '-' || c == '.';
                case BASE64 -> digit || upper || lower || c == '+' || c == '/' || c == '=' || c == '_' || c == '-';
                case URL ->
                    c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '`' && c != '<' && c != '>' && c != '\\';
            };
        }
    }

    /// Sources: the providers' own documentation of their key formats, and the public rules of
    /// kingfisher and noseyparker (Apache-2.0).
    private static final String TABLE = """
      rempart-key rp_ WORD 20 0
      openai-project-key sk-proj- WORD 20 0
      openai-service-key sk-svcacct- WORD 20 0
      openai-admin-key sk-admin- WORD 20 0
      openrouter-key sk-or-v1- HEX 32 0
      anthropic-key sk-ant- WORD 20 0
      openai-key sk- ALNUM 20 0
      stripe-key sk_live_ ALNUM 16 0
      stripe-key sk_test_ ALNUM 16 0
      stripe-key rk_live_ ALNUM 16 0
      stripe-key rk_test_ ALNUM 16 0
      stripe-key pk_live_ ALNUM 16 0
      stripe-webhook whsec_ BASE64 24 0
      groq-key gsk_ ALNUM 40 0
      xai-key xai- WORD 40 0
      password-hash $2a$ URL 50 0
      password-hash $2b$ URL 50 0
      password-hash $2y$ URL 50 0
      password-hash $5$ URL 40 0
      password-hash $6$ URL 60 0
      password-hash $8$ URL 50 0
      password-hash $9$ URL 50 0
      kerberos-hash $krb5 URL 60 0
      alibaba-key LTAI ALNUM 12 30
      mongodb-token mdb_sa_sk_ WORD 30 0
      twitch-key live_ WORD 36 0
      private-key-base64 LS0tLS1CRUdJTi BASE64 60 0
      ionic-token ion_ ALNUM 36 0
      dependency-track-key odt_ ALNUM 30 0
      voiceflow-key VF.DM. DOTTED 30 0
      voiceflow-key VF.WS. DOTTED 30 0
      ubidots-key BBFF- ALNUM 28 0
      fullstory-key na1. BASE64 80 0
      private-key -----BEGIN+ENCRYPTED+PRIVATE+KEY+BLOCK----- URL 0 0
      perplexity-key pplx- ALNUM 32 0
      replicate-token r8_ ALNUM 32 0
      huggingface-token hf_ ALNUM 30 0
      huggingface-org-token api_org_ ALNUM 30 0
      fireworks-key fw_ ALNUM 22 0
      tavily-key tvly- WORD 20 0
      firecrawl-key fc- HEX 30 40
      langsmith-key lsv2_pt_ WORD 32 0
      langsmith-key lsv2_sk_ WORD 32 0
      nvidia-key nvapi- WORD 40 0
      aws-access-key AKIA UPPER 16 16
      aws-access-key ASIA UPPER 16 16
      aws-access-key ABIA UPPER 16 16
      aws-access-key ACCA UPPER 16 16
      aws-access-key AROA UPPER 16 16
      aws-access-key A3T UPPER 17 17
      aws-bedrock-key ABSK BASE64 60 0
      aws-mws-key amzn.mws. WORD 30 0
      github-token ghp_ ALNUM 30 0
      github-token gho_ ALNUM 30 0
      github-token ghu_ ALNUM 30 0
      github-token ghs_ ALNUM 30 0
      github-token ghr_ ALNUM 30 0
      github-token github_pat_ WORD 30 0
      gitlab-token glpat- WORD 18 0
      gitlab-token glptt- WORD 18 0
      gitlab-token gldt- WORD 18 0
      gitlab-token glrt- WORD 18 0
      gitlab-token glsoat- WORD 18 0
      gitlab-token glcbt- WORD 18 0
      gitlab-token glft- WORD 18 0
      gitlab-token glimt- WORD 18 0
      gitlab-token glagent- WORD 18 0
      gitlab-token glffct- WORD 18 0
      gitlab-token gloas- WORD 18 0
      gitlab-token GR1348941 WORD 18 0
      slack-token xoxb- WORD 12 0
      slack-token xoxp- WORD 12 0
      slack-token xoxa- WORD 12 0
      slack-token xoxr- WORD 12 0
      slack-token xoxs- WORD 12 0
      slack-token xoxe- WORD 12 0
      slack-token xoxe.xox WORD 12 0
      slack-token xoxc- WORD 12 0
      slack-token xoxd- URL 12 0
      slack-app-token xapp- WORD 20 0
      slack-webhook hooks.slack.com/services/ BASE64 20 0
      slack-webhook hooks.slack.com/workflows/ BASE64 20 0
      discord-webhook discord.com/api/webhooks/ BASE64 30 0
      discord-webhook discordapp.com/api/webhooks/ BASE64 30 0
      teams-webhook outlook.office.com/webhook/ URL 40 0
      teams-webhook webhook.office.com/webhookb2/ URL 40 0
      google-key AIza WORD 35 35
      google-oauth-secret GOCSPX- WORD 24 0
      google-oauth-token ya29. WORD 20 0
      google-refresh-token 1//0 WORD 30 0
      azure-client-secret 8Q~ DOTTED 30 36
      azure-storage-key AccountKey= BASE64 40 0
      azure-shared-key SharedAccessKey= BASE64 40 0
      azure-signature ?sig= URL 30 0
      azure-signature &sig= URL 30 0
      npm-token npm_ ALNUM 30 0
      pypi-token pypi-AgE WORD 30 0
      rubygems-token rubygems_ HEX 40 0
      crates-token cio ALNUM 32 32
      nuget-key oy2 ALNUM 43 43
      clojars-token CLOJARS_ ALNUM 50 0
      docker-token dckr_pat_ WORD 20 0
      docker-token dckr_oat_ WORD 20 0
      digitalocean-token dop_v1_ HEX 40 0
      digitalocean-token doo_v1_ HEX 40 0
      digitalocean-token dor_v1_ HEX 40 0
      heroku-key HRKU- WORD 30 0
      netlify-token nfp_ ALNUM 30 0
      vercel-token vcp_ ALNUM 24 0
      supabase-key sbp_ HEX 30 0
      supabase-key sb_secret_ WORD 20 0
      planetscale-token pscale_tkn_ DOTTED 24 0
      planetscale-password pscale_pw_ DOTTED 24 0
      planetscale-oauth pscale_oauth_ DOTTED 24 0
      databricks-token dapi HEX 32 32
      databricks-token dapi HEX 32 36
      snyk-token snyk_uat. DOTTED 30 0
      sendgrid-key SG. DOTTED 40 0
      mailgun-key key- HEX 32 32
      mailchimp-key -us URL 0 -1
      sendinblue-key xkeysib- WORD 40 0
      sendinblue-key xsmtpsib- WORD 40 0
      twilio-key SK HEX 32 32
      twilio-account AC HEX 32 32
      postman-key PMAK- WORD 30 0
      newrelic-key NRAK- UPPER 25 0
      newrelic-key NRII- WORD 30 0
      newrelic-key NRJS- HEX 19 0
      newrelic-key NRSP- WORD 20 0
      newrelic-key NRBR- WORD 19 0
      grafana-token glsa_ WORD 30 0
      grafana-token glc_ BASE64 30 0
      grafana-key eyJrIjoi BASE64 30 0
      sentry-token sntrys_ BASE64 30 0
      sentry-token sntryu_ HEX 40 0
      linear-key lin_api_ ALNUM 30 0
      linear-key lin_oauth_ ALNUM 30 0
      notion-token ntn_ ALNUM 30 0
      notion-token secret_ ALNUM 40 46
      figma-token figd_ WORD 30 0
      figma-token figoh_ WORD 30 0
      figma-token figo_ WORD 30 0
      atlassian-token ATATT3 BASE64 40 0
      atlassian-token ATCTT3 BASE64 40 0
      bitbucket-token ATBB ALNUM 24 0
      shopify-token shpat_ HEX 30 0
      shopify-token shpca_ HEX 30 0
      shopify-token shppa_ HEX 30 0
      shopify-token shpss_ HEX 30 0
      square-token sq0atp- WORD 20 0
      square-token sq0csp- WORD 30 0
      square-token sq0idp- WORD 20 0
      square-token EAAAE WORD 50 0
      facebook-token EAACEdEose0cBA ALNUM 8 0
      facebook-token EAAG ALNUM 80 0
      facebook-token EAAC ALNUM 80 0
      instagram-token IGQV WORD 60 0
      paypal-token access_token$production$ WORD 20 0
      paypal-token access_token$sandbox$ WORD 20 0
      flutterwave-key FLWSECK_TEST- WORD 12 0
      flutterwave-key FLWSECK- WORD 20 0
      razorpay-key rzp_live_ ALNUM 14 0
      razorpay-key rzp_test_ ALNUM 14 0
      mollie-key live_ ALNUM 30 32
      airtable-token patA DOTTED 40 0
      typeform-token tfp_ WORD 40 0
      contentful-token CFPAT- WORD 40 0
      doppler-token dp.pt. ALNUM 40 0
      doppler-token dp.st. DOTTED 40 0
      doppler-token dp.ct. ALNUM 40 0
      doppler-token dp.sa. ALNUM 40 0
      doppler-token dp.scim. ALNUM 40 0
      doppler-token dp.audit. ALNUM 40 0
      vault-token hvs. WORD 24 0
      vault-token hvb. WORD 24 0
      vault-token hvr. WORD 24 0
      terraform-token .atlasv1. WORD 50 0
      pulumi-token pul- HEX 40 0
      dynatrace-token dt0c01. DOTTED 60 0
      dynatrace-token dt0s01. DOTTED 60 0
      age-key AGE-SECRET-KEY-1 UPPER 50 0
      adafruit-key aio_ ALNUM 26 0
      easypost-key EZAK ALNUM 50 0
      easypost-key EZTK ALNUM 50 0
      frameio-token fio-u- WORD 50 0
      prefect-token pnu_ ALNUM 30 0
      readme-token rdme_ ALNUM 50 0
      shippo-token shippo_live_ HEX 30 0
      shippo-token shippo_test_ HEX 30 0
      duffel-token duffel_live_ WORD 30 0
      duffel-token duffel_test_ WORD 30 0
      telegram-token :AA WORD 32 34
      jwt eyJ DOTTED 40 0
      paseto-token v2.local. WORD 30 0
      cloudflare-ca-key v1.0- HEX 40 0
      tailscale-key tskey- WORD 16 0
      ngrok-token ngrok_ ALNUM 30 0
      buildkite-token bkua_ ALNUM 30 0
      circleci-token CCIPAT_ WORD 30 0
      codecov-token codecov_ ALNUM 30 0
      sourcegraph-token sgp_ WORD 30 0
      pinecone-key pcsk_ WORD 40 0
      jfrog-token AKCp ALNUM 60 0
      jfrog-token cmVmdGtu ALNUM 56 56
      hubspot-key pat-na1- WORD 30 0
      hubspot-key pat-eu1- WORD 30 0
      asana-token 1/ ALNUM 500 -1
      mapbox-token sk.eyJ DOTTED 40 0
      mapbox-token pk.eyJ DOTTED 40 0
      lightspeed-key lob_live_ HEX 30 0
      okta-token 00 WORD 40 -1
      private-key -----BEGIN+PRIVATE+KEY----- URL 0 0
      private-key -----BEGIN+RSA+PRIVATE+KEY----- URL 0 0
      private-key -----BEGIN+EC+PRIVATE+KEY----- URL 0 0
      private-key -----BEGIN+DSA+PRIVATE+KEY----- URL 0 0
      private-key -----BEGIN+OPENSSH+PRIVATE+KEY----- URL 0 0
      private-key -----BEGIN+ENCRYPTED+PRIVATE+KEY----- URL 0 0
      private-key -----BEGIN+PGP+PRIVATE+KEY+BLOCK----- URL 0 0
      private-key -----BEGIN+PRIVATE+KEY+BLOCK----- URL 0 0
      private-key PuTTY-User-Key-File-2 URL 0 0
      connection-string :// URL 5 0
      """;

    private static final int LOOK_AHEAD = 2048;

    static final List<Shape> ALL = parse();

    /// The different beginnings, in the order in which the automaton knows them.
    static final List<String> PREFIXES =
            ALL.stream().map(Shape::prefix).distinct().toList();

    private static List<Shape> parse() {
        List<Shape> shapes = new ArrayList<>();
        for (String line : TABLE.lines().toList()) {
            String[] f = line.split(" ", -1);
            int longest = Integer.parseInt(f[4]);
            if (longest >= 0) {
                boolean spaced = f[0].equals("private-key");
                shapes.add(new Shape(
                        f[0],
                        spaced ? f[1].replace('+', ' ') : f[1],
                        Alphabet.valueOf(f[2]),
                        Integer.parseInt(f[3]),
                        longest));
            }
        }
        return List.copyOf(shapes);
    }

    /// Whether the shape is complete with its prefix.
    boolean isBlock() {
        return name.equals("private-key");
    }

    /// Whether the beginning with that index is complete by itself.
    static boolean isBlock(int prefix) {
        String literal = PREFIXES.get(prefix);
        return literal.startsWith("-----BEGIN") || literal.startsWith("PuTTY");
    }

    /// Where a credential of this shape ends in `text`, whose prefix ends at `from`; -1 when it is
    /// none.
    int end(CharSequence text, int start, int from) {
        if (isBlock()) {
            return from;
        }
        if (!boundaryBefore(text, start)) {
            return -1;
        }
        // Looked at no further than this, so that many beginnings in one long run cost linear time.
        int limit = Math.min(text.length(), from + LOOK_AHEAD);
        int end = from;
        while (end < limit && alphabet.has(text.charAt(end))) {
            end++;
        }
        boolean goesOn = end == limit && limit < text.length() && alphabet.has(text.charAt(end));
        if (goesOn && longest > 0) {
            return -1;
        }
        if (goesOn) {
            if (!plausible(text, start, from, end)) {
                return -1;
            }
            while (end < text.length() && alphabet.has(text.charAt(end))) {
                end++;
            }
            return end;
        }
        while (end > from
                && (text.charAt(end - 1) == '.' || (text.charAt(end - 1) == '-' && alphabet != Alphabet.BASE64))) {
            end--;
        }
        int size = end - from;
        if (size < shortest || (longest > 0 && size > longest)) {
            return -1;
        }
        if (end < text.length() && Alphabet.ALNUM.has(text.charAt(end))) {
            return -1;
        }
        return plausible(text, start, from, end) ? end : -1;
    }

    private boolean boundaryBefore(CharSequence text, int start) {
        char first = prefix.charAt(0);
        if (!Alphabet.ALNUM.has(first) || start == 0) {
            return true;
        }
        char before = text.charAt(start - 1);
        return !Alphabet.ALNUM.has(before) && !(before == '_' && prefix.length() < 5);
    }

    private boolean plausible(CharSequence text, int start, int from, int end) {
        return switch (name) {
            case "connection-string" -> hasPassword(text, from, end);
            case "jwt" -> isToken(dots(text, from, end), end - from == LOOK_AHEAD);
            case "azure-client-secret" -> start >= 3;
            case "telegram-token" ->
                start >= 8 && Character.isDigit(text.charAt(start - 1)) && Character.isDigit(text.charAt(start - 8));
            default -> !isPlaceholder(text, from, end);
        };
    }

    /// Three parts when signed, five when encrypted (RFC 7515, RFC 7516); a long one shows its first
    /// dot.
    private static boolean isToken(int dots, boolean cut) {
        return dots == 2 || dots == 4 || (cut && dots == 1);
    }

    private static int dots(CharSequence text, int from, int end) {
        int dots = 0;
        for (int i = from; i < end; i++) {
            dots += text.charAt(i) == '.' ? 1 : 0;
        }
        return dots;
    }

    /// `user:password@host` after `://`.
    private static boolean hasPassword(CharSequence text, int from, int end) {
        int colon = -1;
        for (int i = from; i < end && i - from < 300; i++) {
            char c = text.charAt(i);
            if (c == '@') {
                return colon >= 0
                        && i - colon > 3
                        && !isPlaceholder(text, colon + 1, i)
                        && text.charAt(colon + 1) != '$'
                        && text.charAt(colon + 1) != '{';
            }
            if ((c == '/' && colon < 0) || c == '?') {
                return false;
            }
            if (c == ':' && colon < 0) {
                colon = i;
            }
        }
        return false;
    }

    /// Documentation writes `sk-xxxxxxxx`, `sk-your-api-key-here` or `<password>`: one or two
    /// characters, or words, and no digits.
    static boolean isPlaceholder(CharSequence text, int from, int end) {
        long seen = 0;
        int different = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            long bit = 1L << (c & 63);
            different += (seen & bit) == 0 ? 1 : 0;
            seen |= bit;
        }
        if (end - from >= 8 && different <= 3) {
            return true;
        }
        String value =
                text.subSequence(from, Math.min(end, from + 80)).toString().toLowerCase(Locale.ROOT);
        for (String word : new String[] {
            "your",
            "example",
            "xxxx",
            "placeholder",
            "changeme",
            "redacted",
            "****",
            "password",
            "votre",
            "insert",
            "dummy"
        }) {
            if (value.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
