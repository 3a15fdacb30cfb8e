package eu.rempart.guard.injection;

/// What a word or phrase of the lexicon means for an attack. The order is the lexicon's.
enum Concept {
    /// To set aside, strongly: ignore, disregard.
    OVS,
    /// To set aside, weakly: delete, reset, skip.
    OVW,
    /// To follow or obey.
    FOL,
    NEG,
    /// Instructions, consignes, prompt.
    OBI,
    /// Rules.
    OBR,
    /// Restrictions and filters.
    OBF,
    /// Context, conversation, text.
    OBC,
    PREV,
    ALL,
    YOUR,
    /// To reveal, strongly.
    RVS,
    /// To show, weakly.
    RVW,
    /// The system prompt by name.
    SYS,
    /// Hidden, internal.
    HID,
    /// Passwords, keys.
    SEC,
    ROLE,
    YOUARE,
    NOLONG,
    /// Unrestricted.
    UNR,
    MODE,
    ENABLE,
    NOW,
    REFU,
    AI,
    NEWI,
    JUST,
    SAY,
    AUTH,
    EXEC,
    ENC,
    SEND,
    DEST,
    OBEY,
    HARM,
    FICT,
    STARTW,
    EMO,
    QABOUT,
    INJTERM,
    PWN,
    ENDDOC,
    STOPX,
    TOLD,
    ABOVE,
    REP,
    VOID,
    CONCEAL,
    MINE,
    CODE,
    QHOW,
    DONE,
    ROLEEND,
    STAYCH,
    ANSW,
    FLOOD,
    CONCAT;

    /// The concept's place in masks and tables. Nothing is stored by it.
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    long bit() {
        return 1L << index();
    }
}
