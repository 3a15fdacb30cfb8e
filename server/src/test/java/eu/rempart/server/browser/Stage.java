package eu.rempart.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import eu.rempart.server.Service;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.Sources;
import eu.rempart.testkit.provider.ScriptedProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a browser test plays on: a provider that does what it is told, the service in this process, and Chromium.
/// For one thread, as Playwright is.
final class Stage implements AutoCloseable {

    /// Generous: the machine may be busy with something else. No test waits this long unless it fails.
    private static final double PATIENCE_MS = 20_000;

    private final ScriptedProvider provider;
    private final Service service;
    private final Playwright playwright;
    private final Browser browser;

    private Stage(ScriptedProvider provider, Service service, Playwright playwright, Browser browser) {
        this.provider = provider;
        this.service = service;
        this.playwright = playwright;
        this.browser = browser;
    }

    /// Starts everything, with its data in a folder that is still empty.
    static Stage open(Path folder) throws Exception {
        ScriptedProvider provider = ScriptedProvider.start();
        Service service = Service.start(
                switch (ConfigLoader.load(sources(folder, provider))) {
                    case ConfigResult.Loaded(var config) -> config;
                    case ConfigResult.Rejected(var errors) -> throw new IllegalStateException(errors.toString());
                },
                Clock.systemUTC());
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        return new Stage(provider, service, playwright, browser);
    }

    private static Sources sources(Path folder, ScriptedProvider provider) {
        return Sources.of(
                        folder,
                        Map.of(
                                "OPENAI_API_KEY",
                                "sk-" + "scripted0".repeat(5),
                                "OPENAI_BASE_URL",
                                provider.baseUrl() + "/v1",
                                // Every visit comes from the same address.
                                "REMPART_LIMITS_ANONYMOUS_PER_MINUTE",
                                "1000",
                                "REMPART_ASSISTANT_OPERATOR",
                                "Trophenix"))
                .withOption("server.port", "--port", "0")
                .withOption("ops.port", "--ops-port", "0")
                .withOption("data-directory", "--data", folder.resolve("data").toString());
    }

    private static Path chromium() {
        String named = System.getenv("REMPART_CHROMIUM");
        return Stream.of(
                        named == null ? "" : named,
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                        "/Applications/Chromium.app/Contents/MacOS/Chromium")
                .filter(path -> !path.isEmpty() && Files.isExecutable(Path.of(path)))
                .findFirst()
                .map(Path::of)
                .orElseThrow(() -> new IllegalStateException("no Chromium: install it, or name it in REMPART_CHROMIUM,"
                        + " or leave these tests out with -Drempart.excludedTags=browser"));
    }

    ScriptedProvider provider() {
        return provider;
    }

    Service service() {
        return service;
    }

    /// A new person with a desktop's window.
    Visit visit() {
        return visit(1280, 800);
    }

    /// A new person, in French, with nothing stored yet.
    ///
    /// @param width of the window, in CSS pixels
    Visit visit(int width, int height) {
        return Visit.begin(
                browser.newContext(new Browser.NewContextOptions()
                        .setLocale("fr-FR")
                        .setTimezoneId("Europe/Paris")
                        .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                        .setColorScheme(com.microsoft.playwright.options.ColorScheme.LIGHT)
                        .setViewportSize(width, height)),
                "http://localhost:" + service.port(),
                PATIENCE_MS);
    }

    @Override
    public void close() {
        playwright.close();
        service.close();
        provider.close();
    }
}
