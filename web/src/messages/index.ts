import { createContext, useContext } from "react";
import type { Language } from "../agentService";
import { en } from "./en";
import { fr, type Messages } from "./fr";

export type { Messages };

export const MESSAGES: Readonly<Record<Language, Messages>> = { fr, en };

export interface Text {
  readonly language: Language;
  readonly text: Messages;
}

export const TextContext = createContext<Text>({ language: "fr", text: fr });

/** The messages of the page's language. */
export function useText(): Messages {
  return useContext(TextContext).text;
}

export function useLanguage(): Language {
  return useContext(TextContext).language;
}
