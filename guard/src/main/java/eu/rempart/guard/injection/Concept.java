package eu.rempart.guard.injection;

/// What a word or phrase of the lexicon means for an attack, or against one. The order is the
/// lexicon's.
enum Concept {
    /// To set aside, strongly: ignore, disregard.
    OVS,
    /// To set aside, weakly: delete, reset, skip.
    OVW,
    /// To follow or obey.
    FOL,
    /// Not, never, without.
    NEG,
    /// Instructions, orders, prompt.
    OBI,
    /// Rules.
    OBR,
    /// Restrictions and filters.
    OBF,
    /// Context, conversation, text.
    OBC,
    /// Previous, earlier.
    PREV,
    /// All, every.
    ALL,
    /// Your.
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
    /// To play or act.
    ROLE,
    /// You are, you will be.
    YOUARE,
    /// No longer.
    NOLONG,
    /// Unrestricted.
    UNR,
    /// A mode without limits.
    MODE,
    /// To switch on.
    ENABLE,
    /// Now, from here.
    NOW,
    /// To refuse, to apologise, to warn.
    REFU,
    /// An assistant, a model.
    AI,
    /// New instructions.
    NEWI,
    /// Only.
    JUST,
    /// To say, to print.
    SAY,
    /// A claimed authority.
    AUTH,
    /// To execute, to follow what comes.
    EXEC,
    /// An encoding or cipher.
    ENC,
    /// To send.
    SEND,
    /// An address or link to send to.
    DEST,
    /// To obey.
    OBEY,
    /// Harmful ends.
    HARM,
    /// A fictional frame.
    FICT,
    /// Begin your answer with.
    STARTW,
    /// Emotional pressure.
    EMO,
    /// A question about a thing.
    QABOUT,
    /// A technical term of this field.
    INJTERM,
    /// A trophy word.
    PWN,
    /// End of the text.
    ENDDOC,
    /// Stop what you do.
    STOPX,
    /// What you were told.
    TOLD,
    /// What stands above.
    ABOVE,
    /// To repeat.
    REP,
    /// Void, no longer valid.
    VOID,
    /// Keep it from the user.
    CONCEAL,
    /// The writer's own earlier words.
    MINE,
    /// Programming.
    CODE,
    /// How, what, which.
    QHOW,
    /// The task is done.
    DONE,
    /// The end of a role.
    ROLEEND,
    /// Stay in character.
    STAYCH,
    /// To answer.
    ANSW,
    /// Endless.
    FLOOD,
    /// To join parts.
    CONCAT,
    /// Other people, as owners of data.
    OTHER,
    /// Personal or confidential data.
    PRIVATE,
    /// To obtain or give access.
    ACCESS,
    /// Rights and roles to be gained.
    RIGHTS,
    /// Credits, limits, subscriptions.
    QUOTA,
    /// To upgrade, add or lift.
    RAISE,
    /// To score, a score.
    GRADE,
    /// The highest mark.
    TOPMARK,
    /// Criteria that the law protects.
    BIAS,
    /// To reject or sort out.
    EXCLUDE,
    /// Forged, false.
    FAKE,
    /// Words to a machine that reads.
    TOAI,
    /// Without telling or asking.
    QUIET,
    /// Actions with consequences.
    TOOLDO,
    /// Whole sets of records.
    ALLREC,
    /// Tokens of injected code.
    CODEX,
    /// The writer's own things.
    SELFOWN,
    /// Applications and their documents.
    CVDOC,
    /// To get round, unnoticed.
    DODGE,
    /// Filters and safeguards by name.
    BLOCK,
    /// A hypothetical frame.
    HYPO,
    /// A game.
    GAME,
    /// From now on, for ever.
    LASTING,
    /// When I say this, do that.
    TRIGGER,
    /// Debugging and maintenance.
    DEBUGM,
    /// Word for word, in full.
    VERBAT,
    /// What came first.
    INITIAL,
    /// In a disguised form.
    ASFORM,
    /// What may not be said.
    TABOO,
    /// An obligation to obey.
    COMPLY,
    /// A threat.
    THREAT,
    /// A reward.
    REWARD,
    /// A claimed permission.
    TRUSTED,
    /// The assistant's own workings.
    CONF,
    /// Another self.
    PERSONAW,
    /// Text that is hidden from people.
    HIDTXT,
    /// Detailed instructions for something.
    STEPS,
    /// People with power.
    BOSS,
    /// Learning and explaining.
    LEARN,
    /// Reported speech and stories.
    NARR,
    /// People who make or run the assistant.
    STAFF,
    /// Police, courts, auditors, supervisors.
    OFFICIAL,
    /// Who the writer claims to be.
    IAM,
    /// To want, to demand, to have handed over.
    NEED,
    /// Where a system keeps things.
    STORE,
    /// Documents that prove something.
    PROOF,
    /// Other people, near the writer or like him.
    KIN,
    /// Questions about what is let through.
    PROBE,
    /// Crimes and their tools.
    CRIME,
    /// A text that is talked about: to be translated, corrected, explained.
    LINE,
    /// What people earn.
    PAY,
    /// What recruiters and testers write down for themselves.
    NOTES,
    /// Ranks, scores and lists.
    RANK,
    /// To move up or down, to alter, to enter.
    SHIFT,
    /// Decisions and entries of a personnel file.
    FATE,
    /// People by their part or relation.
    PEOPLE,
    /// What belongs to somebody else.
    THEIR,
    /// The writer's own, and asking for help.
    MYW,
    /// Masking, logs, alerts and checks.
    MASK,
    /// The assistants of the platform.
    AGENT,
    /// To lie, to pass off as.
    LIE,
    /// At once, without discussion.
    URGE,
    /// A capitalised word within a sentence that no list knows.
    NAMED,
    /// A question mark.
    ASKED,
    /// What is asked about others: what they earn, where they live, what they said.
    WHOSE,
    /// A refusal that shall not count, words that are forbidden to the assistant.
    NOREF,
    /// A terminal that is played, and its commands.
    SHELL,
    /// What the assistant is said to have promised or begun before.
    DEAL,
    /// A harmless frame: how to answer somebody, a case for training, test data, a headline.
    FRAME,
    /// Real data, not invented, within a frame that claims to be fiction.
    REAL,
    /// First whatever the criteria, and the others down.
    UNFAIR;

    /// The concept's place in masks and tables. Nothing is stored by it.
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }
}
