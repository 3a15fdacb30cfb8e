package eu.rempart.guard.injection;

import static eu.rempart.guard.injection.Concept.*;

import java.util.ArrayList;
import java.util.List;

/// One line of the rule table: a concept, what has to stand near it, and what that is worth.
///
/// Weights were set by hand and measured; 3 makes MEDIUM, 6 makes HIGH, and rules add up.
///
/// @param question whether asking is the attack, so that a question does not weaken it
record Rule(String name, double weight, long anchor, List<Need> needs, boolean question) {

    /// Another concept near the anchor.
    record Need(long concepts, int before, int after, int sentences) {}

    static final int MEDIUM = 3;
    static final int HIGH = 6;

    private static final long ORDERS = mask(OBI, SYS);
    private static final long LIMITS = mask(OBR, OBF);
    private static final long EARLIER = mask(PREV, TOLD, ABOVE);

    static List<Rule> table() {
        List<Rule> rules = new ArrayList<>();
        // Setting instructions aside.
        add(rules, "override", 6.5, mask(OVS), near(5, 8, ORDERS), near(7, 10, mask(PREV, TOLD, ABOVE, YOUR)));
        add(rules, "override", 5, mask(OVS), near(5, 8, ORDERS), near(4, 6, mask(ALL)));
        add(rules, "override", 1.8, mask(OVS), near(4, 6, ORDERS));
        add(rules, "override", 5, mask(OVS), near(4, 8, LIMITS), near(7, 10, mask(TOLD, YOUR, PREV)));
        add(rules, "override", 3.2, mask(OVS), near(3, 6, LIMITS), near(3, 5, mask(ALL)));
        add(rules, "override", 3.4, mask(OVS), near(4, 8, mask(OBC)), near(7, 10, EARLIER));
        add(rules, "override", 3.2, mask(OVS), near(3, 4, mask(ALL)), near(5, 8, EARLIER));
        add(rules, "override", 3, mask(OVS), near(3, 7, mask(TOLD)));
        add(rules, "disable", 4, mask(OVW), near(3, 6, mask(OBI, OBR, OBF, SYS)), near(4, 7, mask(YOUR)));
        add(rules, "disable", 3, mask(OVW), near(3, 6, ORDERS), near(4, 7, EARLIER));
        add(
                rules,
                "disobey",
                4.5,
                mask(FOL),
                near(4, 1, mask(NEG)),
                near(3, 7, mask(OBI, OBR, OBF, SYS)),
                near(4, 9, mask(YOUR, PREV, TOLD)));
        add(rules, "void", 4, mask(VOID), near(9, 5, mask(OBI, OBR, OBF, SYS)), near(10, 6, mask(YOUR, PREV, TOLD)));
        add(rules, "void", 3.2, mask(NOLONG), near(6, 8, mask(OBI, OBR, OBF)), near(6, 8, mask(YOUARE, YOUR, AI)));
        add(rules, "role-end", 3, mask(ROLEEND));
        // A persona without limits.
        add(rules, "persona", 3.4, mask(UNR), near(25, 20, mask(YOUARE, ROLE, AI, NOW), 1));
        add(rules, "persona-now", 2.8, mask(UNR), near(30, 25, mask(NOW), 2), near(30, 25, mask(YOUARE, ROLE, AI), 2));
        add(rules, "no-limits", 2.6, mask(OBF, OBR), near(4, 0, mask(NEG)), near(25, 20, mask(AI, YOUARE, ROLE), 1));
        add(
                rules,
                "no-refusal",
                1.6,
                mask(REFU),
                near(5, 0, mask(NEG)),
                near(25, 20, mask(AI, YOUARE, ROLE, ANSW, YOUR), 1));
        add(
                rules,
                "no-limits-answer",
                3,
                mask(OBF),
                near(5, 0, mask(NEG)),
                near(3, 0, mask(YOUR)),
                near(14, 8, mask(ANSW, SAY, EXEC)));
        add(rules, "no-limits-mine", 3, mask(OBF, OBR), near(4, 10, mask(TOLD)), near(4, 12, mask(NEG)));
        add(rules, "stay-in-role", 1.4, mask(STAYCH));
        add(rules, "mode", 3.5, mask(MODE), near(5, 2, mask(ENABLE)));
        add(rules, "mode", 3.2, mask(MODE), near(8, 8, mask(NOW, YOUARE, AI)));
        add(rules, "mode", 1, mask(MODE));
        add(rules, "role-now", 1, mask(YOUARE), near(2, 3, mask(NOW)));
        add(rules, "role-now", 1, mask(NOW), near(3, 6, mask(ROLE, YOUARE)));
        add(rules, "harm", 1.2, mask(HARM), near(20, 20, mask(UNR), 1), near(30, 30, mask(AI, YOUARE, ROLE), 2));
        // Unmasking the prompt and its secrets.
        add(rules, "reveal", 4.6, mask(RVS), near(3, 9, mask(SYS)));
        addQuestion(rules, "reveal", 4.4, mask(SYS), near(3, 0, mask(YOUR)), near(9, 0, mask(RVW, REP, RVS)));
        addQuestion(rules, "reveal", 4.4, mask(RVS), near(3, 9, mask(SYS)), near(5, 8, mask(YOUR)));
        add(rules, "reveal", 2.2, mask(RVW, REP), near(2, 7, mask(SYS)));
        add(rules, "reveal", 4.2, mask(RVS), near(2, 8, mask(OBI, OBR)), near(3, 7, mask(YOUR, TOLD)));
        addQuestion(rules, "reveal", 3.2, mask(OBI), near(3, 0, mask(YOUR)), near(7, 0, mask(RVW, REP)));
        addQuestion(rules, "reveal", 3.2, mask(OBI), near(0, 6, mask(TOLD)), near(7, 0, mask(RVW, REP)));
        addQuestion(rules, "reveal", 3.2, mask(QHOW), near(0, 6, mask(SYS)), near(0, 5, mask(YOUR)));
        addQuestion(rules, "reveal", 3, mask(OBI), near(2, 0, mask(YOUR)), near(5, 0, mask(QHOW)));
        addQuestion(rules, "reveal", 2, mask(TOLD), near(6, 6, mask(QHOW, RVW, REP, RVS)));
        add(rules, "repeat-above", 3.4, mask(REP), near(2, 8, mask(ABOVE)));
        add(rules, "steal-secret", 3.4, mask(RVS, RVW), near(2, 6, mask(SEC)), near(4, 9, mask(YOUR, SYS)));
        add(rules, "steal-secret", 3, mask(RVS), near(0, 4, mask(SEC)));
        addQuestion(rules, "reveal", 3, mask(OBI, OBR), near(5, 0, mask(QHOW)), near(0, 8, mask(TOLD)));
        addQuestion(rules, "reveal", 3, mask(OBI), near(5, 0, mask(QHOW)), near(0, 3, mask(YOUR)));
        add(rules, "reveal", 3.2, mask(SYS), near(8, 0, mask(RVW, REP)), near(2, 5, mask(ALL, AI, HID)));
        add(
                rules,
                "hidden-content",
                2.2,
                mask(RVS, RVW),
                near(0, 5, mask(HID)),
                near(0, 7, mask(OBI, OBR, OBC)),
                near(4, 8, mask(YOUR)));
        // Speaking as if the conversation or the authority had changed.
        add(rules, "new-instructions", 1.2, mask(NEWI));
        add(rules, "new-instructions-obey", 2.4, mask(NEWI), near(12, 14, mask(EXEC, ENDDOC, STOPX, OVS, DONE), 1));
        add(rules, "end-of-text", 1.2, mask(ENDDOC));
        add(rules, "authority", 1.1, mask(AUTH));
        add(rules, "authority-use", 1.7, mask(AUTH), near(20, 25, mask(SYS, SEC, MODE, OBF, OVS, RVS), 2));
        add(rules, "forced-start", 1.5, mask(STARTW));
        add(rules, "just-say", 1.6, mask(SAY), near(4, 3, mask(JUST)), near(25, 10, mask(OVS), 1));
        add(rules, "pwned", 2, mask(PWN), near(6, 0, mask(SAY)));
        add(rules, "done-new-task", 2.6, mask(OVS), near(25, 25, mask(DONE), 2), near(25, 25, mask(NEWI), 2));
        // Carrying data out, hiding it, wearing the model down.
        add(rules, "exfiltrate", 3.2, mask(SEND), near(20, 20, mask(DEST), 1), near(15, 15, mask(SEC, SYS, HID)));
        add(rules, "conceal", 2.2, mask(CONCEAL), near(20, 20, mask(SEND, OVS, EXEC, RVS, SEC), 1));
        add(rules, "encoded-order", 1.4, mask(ENC), near(12, 12, mask(EXEC)));
        add(rules, "encode-secret", 2.4, mask(ENC), near(12, 12, mask(RVS, RVW)), near(12, 12, mask(SYS, SEC)));
        add(rules, "pressure", 1.4, mask(EMO), near(30, 30, mask(SEC, SYS, UNR, OBF, REFU), 2));
        add(rules, "flood", 1.4, mask(FLOOD), near(12, 8, mask(REP, SAY)));
        return List.copyOf(rules);
    }

    static long mask(Concept... concepts) {
        long mask = 0;
        for (Concept concept : concepts) {
            mask |= concept.bit();
        }
        return mask;
    }

    private static Need near(int before, int after, long concepts) {
        return new Need(concepts, before, after, 0);
    }

    private static Need near(int before, int after, long concepts, int sentences) {
        return new Need(concepts, before, after, sentences);
    }

    private static void add(List<Rule> rules, String name, double weight, long anchor, Need... needs) {
        rules.add(new Rule(name, weight, anchor, List.of(needs), false));
    }

    private static void addQuestion(List<Rule> rules, String name, double weight, long anchor, Need... needs) {
        rules.add(new Rule(name, weight, anchor, List.of(needs), true));
    }

    /// Whether every concept that the rule needs occurs somewhere.
    boolean possible(long present) {
        if ((present & anchor) == 0) {
            return false;
        }
        for (Need need : needs) {
            if ((present & need.concepts) == 0) {
                return false;
            }
        }
        return true;
    }
}
