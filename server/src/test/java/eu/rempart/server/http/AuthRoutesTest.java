package eu.rempart.server.http;

import static eu.rempart.server.http.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.Accounts;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(Services.class)
@Timeout(60)
class AuthRoutesTest {

    private static final String REFRESH = "rempart_refresh";

    private final RunningService service;

    AuthRoutesTest(RunningService service) {
        this.service = service;
    }

    private static String login(String name, String password) {
        return "{\"name\": \"" + name + "\", \"password\": \"" + password + "\"}";
    }

    private HttpResponse<String> login(Client client, User user) throws Exception {
        return client.post("/api/auth/login", login(user.name(), RunningService.PASSWORD));
    }

    private User account() {
        return service.account(Role.USER, Tier.BASIC, null);
    }

    private static Client bearing(Client client, HttpResponse<String> login) {
        return client.with(
                "Authorization",
                "Bearer " + Client.json(login).path("accessToken").asString());
    }

    @Test
    void theRightPasswordGivesATokenAndACookie() throws Exception {
        User user = account();
        HttpResponse<String> answer = login(service.stranger(), user);
        JsonNode body = Client.json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body.path("tokenType").asString()).isEqualTo("Bearer");
        assertThat(body.path("expiresIn").asInt()).isEqualTo(900);
        assertThat(body.path("user").path("name").asString()).isEqualTo(user.name());
        assertThat(body.path("user").path("role").asString()).isEqualTo("user");
        assertThat(body.path("user").path("tier").asString()).isEqualTo("basic");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith(REFRESH + "=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/api/auth", "Max-Age=2592000")
                .doesNotContain("Secure", "Domain");
        HttpResponse<String> tls = login(service.stranger().with("X-Forwarded-Proto", "https"), user);
        assertThat(tls.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameLookTheSame() throws Exception {
        User user = account();
        HttpResponse<String> wrong = service.stranger().post("/api/auth/login", login(user.name(), "faux-mot"));
        HttpResponse<String> unknown = service.stranger().post("/api/auth/login", login("nobody", "faux-mot"));
        assertRefused(wrong, 401, "invalid_credentials");
        assertRefused(unknown, 401, "invalid_credentials");
        assertThat(withoutRequestId(wrong)).isEqualTo(withoutRequestId(unknown));
        for (String odd : new String[] {"", "a b", "é", "'; DROP TABLE users; --", "x".repeat(300)}) {
            assertRefused(service.stranger().post("/api/auth/login", login(odd, "x")), 401, "invalid_credentials");
        }
        assertRefused(
                service.stranger().post("/api/auth/login", login(user.name(), "x".repeat(10_000))),
                401,
                "invalid_credentials");
    }

    @Test
    void theBodyIsReadStrictly() throws Exception {
        Client client = service.stranger();
        assertRefused(client.post("/api/auth/login", "{"), 400, "invalid_json");
        assertRefused(client.post("/api/auth/login", ""), 400, "invalid_json");
        assertRefused(client.post("/api/auth/login", "null"), 400, "invalid_json");
        assertRefused(client.post("/api/auth/login", "{\"name\": \"a\", \"name\": \"b\"}"), 400, "invalid_json");
        assertRefused(client.post("/api/auth/login", "{}"), 400, "invalid_request");
        assertRefused(client.post("/api/auth/login", "{\"name\": \"a\", \"password\": 1}"), 400, "invalid_request");
        assertRefused(client.post("/api/auth/login", "{\"name\": \"a\", \"password\": null}"), 400, "invalid_request");
        assertRefused(
                client.post("/api/auth/login", "{\"name\": \"a\", \"password\": \"b\", \"role\": \"admin\"}"),
                400,
                "invalid_request");
        assertRefused(client.post("/api/auth/login", " ".repeat(70_000)), 413, "body_too_large");
        assertRefused(
                client.with("Content-Type", "text/plain")
                        .send("POST", "/api/auth/login", java.net.http.HttpRequest.BodyPublishers.ofString("{}")),
                415,
                "unsupported_media_type");
        HttpResponse<String> get = client.get("/api/auth/login");
        assertRefused(get, 405, "method_not_allowed");
        assertThat(get.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void afterTenWrongPasswordsTheRightOneHasToWaitToo() throws Exception {
        User user = account();
        Client client = service.stranger();
        for (int i = 0; i < 10; i++) {
            assertRefused(client.post("/api/auth/login", login(user.name(), "faux" + i)), 401, "invalid_credentials");
        }
        HttpResponse<String> refused = login(client, user);
        assertRefused(refused, 429, "rate_limited");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 900);
        assertThat(login(service.stranger(), user).statusCode()).isEqualTo(200);
    }

    @Test
    void refreshingSpendsTheCookie() throws Exception {
        Client client = service.stranger();
        HttpResponse<String> login = login(client, account());
        String first = Client.cookie(login, REFRESH);
        HttpResponse<String> refreshed = client.with("Cookie", first).post("/api/auth/refresh", "");
        assertThat(refreshed.statusCode()).isEqualTo(200);
        String second = Client.cookie(refreshed, REFRESH);
        assertThat(second).isNotEqualTo(first);
        assertThat(bearing(client, refreshed).get("/api/me").statusCode()).isEqualTo(200);

        HttpResponse<String> reused = client.with("Cookie", first).post("/api/auth/refresh", "");
        assertRefused(reused, 401, "refresh_token_reused");
        assertThat(reused.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertRefused(client.with("Cookie", second).post("/api/auth/refresh", ""), 401, "invalid_refresh_token");
        assertRefused(bearing(client, refreshed).get("/api/me"), 401, "invalid_token");
        assertRefused(bearing(client, login).get("/api/me"), 401, "invalid_token");
    }

    @Test
    void anUnknownRefreshTokenIsInvalid() throws Exception {
        assertRefused(service.stranger().post("/api/auth/refresh", ""), 401, "invalid_refresh_token");
        for (String value : new String[] {"x", "A".repeat(43), "A".repeat(5_000)}) {
            assertRefused(
                    service.stranger().with("Cookie", REFRESH + "=" + value).post("/api/auth/refresh", ""),
                    401,
                    "invalid_refresh_token");
        }
    }

    @Test
    void loggingOutEndsTheSessionAtOnce() throws Exception {
        Client client = service.stranger();
        HttpResponse<String> login = login(client, account());
        Client signedIn = bearing(client, login).with("Cookie", Client.cookie(login, REFRESH));
        assertThat(signedIn.get("/api/conversations").statusCode()).isEqualTo(200);
        HttpResponse<String> out = signedIn.post("/api/auth/logout", "");
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow())
                .contains(REFRESH + "=;", "Max-Age=0", "Path=/api/auth", "HttpOnly");
        assertRefused(signedIn.get("/api/conversations"), 401, "invalid_token");
        assertRefused(signedIn.chatBody("{\"message\": \"Bonjour\"}"), 401, "invalid_token");
        assertRefused(
                client.with("Cookie", Client.cookie(login, REFRESH)).post("/api/auth/refresh", ""),
                401,
                "invalid_refresh_token");
        assertThat(client.post("/api/auth/logout", "").statusCode()).isEqualTo(204);
    }

    @Test
    void changingThePasswordEndsTheOtherSessions() throws Exception {
        User user = account();
        Client here = service.signedIn(user);
        Client there = service.signedIn(user);
        String next = "Une-toute-autre-phrase-77";
        String change = "{\"currentPassword\": \"%s\", \"newPassword\": \"%s\"}";
        assertRefused(
                service.stranger().post("/api/auth/password", change.formatted(RunningService.PASSWORD, next)),
                401,
                "authentication_required");
        assertRefused(here.post("/api/auth/password", change.formatted("faux", next)), 401, "invalid_credentials");
        for (String weak : new String[] {"court", "aaaaaaaaaaaa", "x".repeat(129)}) {
            assertRefused(
                    here.post("/api/auth/password", change.formatted(RunningService.PASSWORD, weak)),
                    400,
                    "weak_password");
        }
        assertThat(here.post("/api/auth/password", change.formatted(RunningService.PASSWORD, next))
                        .statusCode())
                .isEqualTo(204);
        assertThat(here.get("/api/me").statusCode()).isEqualTo(200);
        assertRefused(there.get("/api/me"), 401, "invalid_token");
        assertRefused(login(service.stranger(), user), 401, "invalid_credentials");
        assertThat(service.stranger()
                        .post("/api/auth/login", login(user.name(), next))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theFirstAdministratorsPasswordIsToBeChanged() throws Exception {
        String password = service.service().firstPassword().orElseThrow().value();
        HttpResponse<String> answer = service.stranger().post("/api/auth/login", login("admin", password));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode user = Client.json(answer).path("user");
        assertThat(user.path("role").asString()).isEqualTo("admin");
        assertThat(user.path("passwordChangeRequired").asBoolean()).isTrue();
    }

    @Test
    void aOneTimePasswordOpensNothingButItsChange() throws Exception {
        Password given = Password.generate();
        assertThat(service.service()
                        .rempart()
                        .accounts()
                        .create("one-time", given, Role.ADMIN, Tier.BASIC, null, true, Origin.local()))
                .isInstanceOf(Accounts.Creation.Created.class);
        HttpResponse<String> login = service.stranger().post("/api/auth/login", login("one-time", given.value()));
        Client client = bearing(service.stranger(), login);
        assertThat(client.get("/api/me").statusCode()).isEqualTo(200);
        assertRefused(client.consent(true), 403, "password_change_required");
        assertRefused(client.get("/api/conversations"), 403, "password_change_required");
        assertRefused(client.get("/api/admin/providers"), 403, "password_change_required");
        assertRefused(client.chatBody("{\"message\": \"Bonjour\"}"), 403, "password_change_required");
        assertThat(client.get("/v1/models").statusCode()).isEqualTo(403);
        HttpResponse<String> changed = client.post(
                "/api/auth/password",
                "{\"currentPassword\": \"%s\", \"newPassword\": \"%s\"}"
                        .formatted(given.value(), RunningService.PASSWORD));
        assertThat(changed.statusCode()).isEqualTo(204);
        assertThat(client.get("/api/admin/providers").statusCode()).isEqualTo(200);
        assertThat(client.consent(true).statusCode()).isEqualTo(200);
    }

    @Test
    void lookingAtMeSetsNoCookieAndStoresNothing() throws Exception {
        RunningService.Traces before = service.traces();
        Client stranger = service.stranger();
        HttpResponse<String> me = stranger.get("/api/me");
        assertThat(me.statusCode()).isEqualTo(200);
        assertThat(me.headers().allValues("Set-Cookie")).isEmpty();
        JsonNode body = Client.json(me);
        assertThat(body.path("authenticated").asBoolean()).isFalse();
        assertThat(body.path("user").isNull()).isTrue();
        assertThat(body.path("consents").path("assistant").isNull()).isTrue();
        assertThat(body.path("notice").path("providers").path(0).asString()).isEqualTo("OpenAI");
        assertThat(body.path("agents").size()).isEqualTo(1);
        HttpResponse<String> refused = stranger.consent(false);
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(service.traces()).isEqualTo(before);
    }

    @Test
    void acceptingTheNoticeMakesAVisitor() throws Exception {
        Client stranger = service.stranger();
        HttpResponse<String> accepted = stranger.consent(true);
        assertThat(accepted.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("rempart_visitor=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/api;")
                .doesNotContain("Secure");
        Client visitor = stranger.with("Cookie", Client.cookie(accepted, "rempart_visitor"));
        assertThat(Client.json(visitor.get("/api/me"))
                        .path("consents")
                        .path("assistant")
                        .path("granted")
                        .asBoolean())
                .isTrue();
        assertRefused(
                stranger.post("/api/me/consents", "{\"purpose\": \"spying\", \"granted\": true}"),
                400,
                "invalid_request");
        assertRefused(
                stranger.post("/api/me/consents", "{\"purpose\": \"assistant\", \"granted\": \"yes\"}"),
                400,
                "invalid_request");
        assertRefused(stranger.post("/api/me/consents", "{\"purpose\": \"assistant\"}"), 400, "invalid_request");
    }

    private static String withoutRequestId(HttpResponse<String> response) {
        return response.body().replaceFirst("\"requestId\":\"[^\"]*\"", "")
                + response.headers().map().keySet();
    }
}
