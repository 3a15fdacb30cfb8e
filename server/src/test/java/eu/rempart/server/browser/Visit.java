package eu.rempart.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One person at the page: a browser profile of their own, and a record of everything that the page asked for.
final class Visit implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path AXE = Path.of("..", "web", "node_modules", "axe-core", "axe.min.js");

    private final BrowserContext context;
    private final Page page;
    private final String origin;
    private final List<String> requests = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final JsonMapper mapper = new JsonMapper();

    private Visit(BrowserContext context, String origin) {
        this.context = context;
        this.origin = origin;
        this.page = context.newPage();
    }

    static Visit begin(BrowserContext context, String origin, double patienceMs) {
        context.setDefaultTimeout(patienceMs);
        // Runs before the page's own scripts, and not under the page's policy.
        context.addInitScript(AXE);
        Visit visit = new Visit(context, origin);
        visit.page.onRequest(request -> visit.requests.add(request.method() + " " + request.url()));
        visit.page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                visit.complaints.add(message.text());
            }
        });
        visit.page.onPageError(visit.complaints::add);
        return visit;
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    Locator at(String testId) {
        return page.getByTestId(testId);
    }

    // What the person does.

    Visit open() {
        page.navigate(origin + "/");
        return this;
    }

    /// Opens the page and accepts the notice.
    Visit openAndAccept() {
        open();
        at("consent-accept").click();
        assertThat(at("composer-input")).isVisible();
        return this;
    }

    void ask(String question) {
        at("composer-input").fill(question);
        at("composer-input").press("Enter");
    }

    /// The last answer there is.
    Locator answer() {
        return at("message-assistant").last();
    }

    /// Waits until the last answer ends so: `complete`, `interrupted` or `filtered`.
    void awaitAnswer(String status) {
        assertThat(answer()).hasAttribute("data-status", status);
    }

    // What the page did.

    /// Requests to the service's interface so far, as in `GET /api/me`.
    List<String> apiRequests() {
        return requests.stream()
                .filter(request -> request.contains(origin + "/api/"))
                .map(request -> request.replace(origin, ""))
                .toList();
    }

    /// Requests to anywhere but the service.
    List<String> foreignRequests() {
        URI home = URI.create(origin);
        return requests.stream()
                .filter(request -> {
                    URI target = URI.create(request.substring(request.indexOf(' ') + 1));
                    return !home.getAuthority().equals(target.getAuthority());
                })
                .toList();
    }

    /// Warnings and errors on the console, violations of the content security policy among them.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// Everything in the two stores that scripts can read.
    String storage() {
        return page.evaluate("() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })")
                .toString();
    }

    /// Asks the service with this person's cookies.
    APIResponse get(String path) {
        return context.request().get(origin + path);
    }

    JsonNode json(String path) {
        return mapper.readTree(get(path).text());
    }

    String latestConversation() {
        return json("/api/conversations").path("items").path(0).path("id").asString();
    }

    /// What axe-core calls serious or critical, contrast included.
    List<String> barriers() {
        Object found = page.evaluate("""
                async () => {
                  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
                  return violations
                    .filter(({ impact }) => impact === "serious" || impact === "critical")
                    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
                }""");
        return ((List<?>) found).stream().map(Object::toString).toList();
    }

    /// How far the page can be scrolled sideways, in CSS pixels; it should not.
    int overhang() {
        return ((Number) page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")).intValue();
    }

    Path screenshot(String name) throws Exception {
        Files.createDirectories(SCREENSHOTS);
        Path file = SCREENSHOTS.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setAnimations(ScreenshotAnimations.DISABLED));
        return file;
    }

    @Override
    public void close() {
        context.close();
    }
}
