import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { AgentService } from "./agentService";
import { applyTheme, preferredLanguage, preferredTheme } from "./preferences";
import "./styles/index.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

// Before the first paint, so that a dark page never flashes white.
applyTheme(preferredTheme());

const service = new AgentService();
service.setLanguage(preferredLanguage());

createRoot(root).render(
  <StrictMode>
    <App service={service} />
  </StrictMode>,
);
