import { useEffect, useMemo, useState } from "react";
import { AgentElea } from "./AgentElea";
import type { AgentService, Language } from "./agentService";
import { Icon } from "./components/Icon";
import { LoginDialog } from "./components/LoginDialog";
import { Mark } from "./components/Mark";
import { PasswordDialog } from "./components/PasswordDialog";
import { MESSAGES, TextContext } from "./messages";
import { type Theme, applyTheme, keepLanguage, keepTheme, preferredLanguage, preferredTheme } from "./preferences";
import { useSession } from "./useAgent";

const NEXT_THEME = { system: "light", light: "dark", dark: "system" } as const;
const THEME_ICON = { system: "device", light: "sun", dark: "moon" } as const;

/** The page around the assistant: who is signed in, language, theme. */
export function App({ service }: { readonly service: AgentService }) {
  const [language, setLanguage] = useState<Language>(preferredLanguage);
  const [theme, setTheme] = useState<Theme>(preferredTheme);
  const [dialog, setDialog] = useState<"login" | "password" | null>(null);
  const session = useSession(service);
  const user = session.me?.user ?? null;
  const changeRequired = user?.passwordChangeRequired === true && !session.ended;
  const context = useMemo(() => ({ language, text: MESSAGES[language] }), [language]);
  const { text } = context;

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = text.page.title;
  }, [language, text]);

  useEffect(() => applyTheme(theme), [theme]);

  const otherLanguage = language === "fr" ? "en" : "fr";
  const nextTheme = NEXT_THEME[theme];

  return (
    <TextContext value={context}>
      <a className="skip" href="#main">
        {text.page.skip}
      </a>
      <header className="page-head">
        <a className="brand" href="/" aria-label="Rempart">
          <Mark size={34} />
          <span className="wordmark">Rempart</span>
        </a>
        <span className="tagline">{text.page.tagline}</span>
        <nav className="page-tools" aria-label={text.page.tools}>
          <button
            type="button"
            className="tool"
            lang={otherLanguage}
            data-testid="language-toggle"
            aria-label={`${otherLanguage.toUpperCase()} – ${text.language.label}`}
            onClick={() => {
              setLanguage(otherLanguage);
              keepLanguage(otherLanguage);
            }}
          >
            <span className="language-long">{text.language.switchTo}</span>
            <span className="language-short">{otherLanguage.toUpperCase()}</span>
          </button>
          <button
            type="button"
            className="icon-button"
            data-testid="theme-toggle"
            title={text.theme[theme]}
            aria-label={text.theme.toggle(text.theme[theme], text.theme[nextTheme])}
            onClick={() => {
              setTheme(nextTheme);
              keepTheme(nextTheme);
            }}
          >
            <Icon name={THEME_ICON[theme]} />
          </button>
          {user === null || session.ended ? (
            <button
              type="button"
              className="button small"
              data-testid="login-open"
              onClick={() => {
                setDialog("login");
              }}
            >
              {text.account.login}
            </button>
          ) : (
            <>
              <button type="button" className="button small" popoverTarget="account-menu">
                <Icon name="user" />
                <span className="account-name">{user.name}</span>
              </button>
              <div id="account-menu" popover="auto" className="account-menu">
                <p className="fine">{text.account.signedInAs(user.name)}</p>
                <button
                  type="button"
                  className="quiet"
                  onClick={() => {
                    setDialog("password");
                  }}
                >
                  {text.account.changePassword}
                </button>
                <button
                  type="button"
                  className="quiet"
                  data-testid="logout"
                  onClick={() => {
                    // What fails here shows at the next request: the token is forgotten either way.
                    service.logout().catch(() => undefined);
                  }}
                >
                  {text.account.logout}
                </button>
              </div>
            </>
          )}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <AgentElea
          service={service}
          language={language}
          onLoginRequest={() => {
            setDialog("login");
          }}
        />
      </main>
      {dialog === "login" && (
        <LoginDialog
          onLogin={(name, password) => service.login(name, password)}
          onClose={() => {
            setDialog(null);
          }}
        />
      )}
      {(dialog === "password" || (changeRequired && dialog === null)) && (
        <PasswordDialog
          required={changeRequired}
          onChange={(current, next) => service.changePassword(current, next)}
          onClose={() => {
            setDialog(null);
          }}
          onLeave={() => {
            setDialog(null);
            service.logout().catch(() => undefined);
          }}
        />
      )}
    </TextContext>
  );
}
