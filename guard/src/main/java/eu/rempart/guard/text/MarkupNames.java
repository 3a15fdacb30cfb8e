package eu.rempart.guard.text;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Element and attribute names of HTML (living standard, obsolete ones too), SVG 2 and MathML Core,
/// in lower case.
final class MarkupNames {
    private static final Set<String> ELEMENTS = words(
            "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button"
                    + " canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt em"
                    + " embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe"
                    + " image img input ins isindex kbd keygen label legend li link listing main map mark marquee menu menuitem meta meter"
                    + " multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal"
                    + " pre progress q rb rp rt rtc ruby s samp script search section select shadow slot small source spacer span strike"
                    + " strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul var video"
                    + " wbr xmp animate animatemotion animatetransform circle clippath defs desc discard ellipse feblend fecolormatrix"
                    + " fecomponenttransfer fecomposite feconvolvematrix fediffuselighting fedisplacementmap fedistantlight fedropshadow"
                    + " feflood fefunca fefuncb fefuncg fefuncr fegaussianblur feimage femerge femergenode femorphology feoffset"
                    + " fepointlight fespecularlighting fespotlight fetile feturbulence filter foreignobject g hatch hatchpath line"
                    + " lineargradient marker mask metadata mpath path pattern polygon polyline radialgradient rect set stop svg switch symbol"
                    + " text textpath tspan use view annotation annotation-xml maction math menclose merror mfenced mfrac mglyph mi"
                    + " mlabeledtr mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup"
                    + " msup mtable mtd mtext mtr munder munderover semantics");

    private static final Set<String> BLOCKS = words(
            "address article aside blockquote br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
                    + " frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html li main menu nav ol optgroup option p pre section select"
                    + " summary table tbody tfoot thead title tr ul");

    private static final Set<String> FLAGS = words(
            "allowfullscreen async autofocus autoplay checked compact controls default defer disabled download hidden inert ismap"
                    + " itemscope loop multiple muted nomodule noresize noshade novalidate nowrap open playsinline readonly required"
                    + " reversed selected crossorigin contenteditable popover");

    private MarkupNames() {}

    private static Set<String> words(String list) {
        return Stream.of(list.split(" ", -1)).collect(Collectors.toUnmodifiableSet());
    }

    static boolean isElement(String name) {
        return ELEMENTS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Whether taking the tag away must not glue the words around it together.
    static boolean isBlock(String name) {
        return BLOCKS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Whether an attribute of that name is usual without a value.
    static boolean isFlag(String name) {
        return FLAGS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Whether the contents of the element are code that a reader never sees.
    static boolean isHidden(String name) {
        return name.equalsIgnoreCase("script") || name.equalsIgnoreCase("style");
    }
}
