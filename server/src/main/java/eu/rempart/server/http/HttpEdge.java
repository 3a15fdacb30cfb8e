package eu.rempart.server.http;

import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.server.Rempart;
import eu.rempart.server.config.RempartConfig;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.FixedLocaleResolver;

/// The web application: what is where, and who may reach it. Deny by default.
///
/// The parts of Spring Boot are named one by one: looking for them on the class path takes longer than starting
/// them.
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    ConfigurationPropertiesAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    JettyServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    ServletWebSecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class
})
@Import({
    AuthController.class,
    MeController.class,
    ProvidersController.class,
    AnswersController.class,
    ConversationsController.class,
    ProblemAdvice.class,
    ErrorFallback.class,
    JettyTuning.class
})
class HttpEdge {

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
                    + "manifest-src 'self'";

    @Bean(destroyMethod = "")
    HttpParts httpParts(Rempart rempart) {
        return HttpParts.of(rempart);
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, HttpParts parts) throws Exception {
        Rempart rempart = parts.rempart();
        CallerFilter callers = new CallerFilter(
                rempart.authenticator(),
                rempart.limits(),
                rempart.limitRules(),
                parts.addresses(),
                parts.problems(),
                rempart.clock());
        return http.authorizeHttpRequests(rules -> rules
                        // The pipeline's first step decides for itself.
                        .requestMatchers(ChatServlet.PATH)
                        .permitAll()
                        .requestMatchers("/api/admin/providers", "/api/admin/providers/*", "/api/admin/answers")
                        .hasAuthority("ADMIN")
                        .requestMatchers("/api/auth/**", "/api/me", "/api/me/consents")
                        .permitAll()
                        .requestMatchers("/api/conversations", "/api/conversations/*")
                        .hasAuthority("SUBJECT")
                        .requestMatchers("/api/**")
                        .denyAll()
                        .requestMatchers(HttpMethod.GET, "/", "/index.html", "/assets/**", "/*.svg", "/*.png", "/*.ico")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/manifest.webmanifest", "/robots.txt")
                        .permitAll()
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .addFilterBefore(new CrossSiteFilter(parts.problems()), AuthorizationFilter.class)
                .addFilterBefore(callers, AuthorizationFilter.class)
                .exceptionHandling(errors -> errors.authenticationEntryPoint((request, response, failure) ->
                                parts.problems().write(request, response, denied(request)))
                        .accessDeniedHandler((request, response, failure) ->
                                parts.problems().write(request, response, denied(request))))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Cookies are SameSite=Strict and CrossSiteFilter refuses what comes from elsewhere: no token is
                // needed.
                .csrf(AbstractHttpConfigurer::disable)
                .anonymous(Customizer.withDefaults())
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                        .permissionsPolicyHeader(policy -> policy.policy(
                                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"))
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                        .cacheControl(cache -> cache.disable())
                        .frameOptions(frame -> frame.deny()))
                .build();
    }

    /// What the firewall takes for an attack on the routing: `;` and `//` in a path, encoded slashes, odd methods.
    @Bean
    RequestRejectedHandler rejected(HttpParts parts) {
        return (request, response, failure) -> parts.problems().write(request, response, Code.INVALID_REQUEST);
    }

    /// Conversations are closed only to those who are nobody; whatever else is closed is not there for anyone.
    private static Code denied(HttpServletRequest request) {
        String path = request.getServletPath();
        boolean conversations = path.equals("/api/conversations")
                || (path.startsWith("/api/conversations/") && path.indexOf('/', "/api/conversations/".length()) < 0);
        return conversations ? Code.AUTHENTICATION_REQUIRED : Code.NOT_FOUND;
    }

    @Bean
    ServletRegistrationBean<ChatServlet> chat(HttpParts parts) {
        RempartConfig config = parts.rempart().config();
        ServletRegistrationBean<ChatServlet> chat = new ServletRegistrationBean<>(
                new ChatServlet(
                        parts.rempart().pipeline(),
                        parts.problems(),
                        parts.languages(),
                        parts.addresses(),
                        parts.heartbeats(),
                        config.assistant().operator(),
                        config.server().maxBody().bytes()),
                ChatServlet.PATH);
        chat.setName("chat");
        return chat;
    }

    @Bean
    GatewayServlet gatewayServlet(HttpParts parts) {
        // Programs that say no language have authors who read English; people who say none read French.
        GatewayErrors errors = new GatewayErrors(parts.problems(), new Languages(Locale.ENGLISH));
        return new GatewayServlet(
                parts.rempart().gateway(),
                errors,
                new ModelsView(parts.rempart(), errors, parts.addresses()),
                parts.addresses(),
                parts.heartbeats(),
                parts.rempart().config().gateway().maxRequestBody().bytes());
    }

    @Bean
    ServletRegistrationBean<GatewayServlet> gateway(GatewayServlet servlet) {
        ServletRegistrationBean<GatewayServlet> gateway = new ServletRegistrationBean<>(servlet, GatewayServlet.PATH);
        gateway.setName(GatewayServlet.NAME);
        return gateway;
    }

    @Bean
    FilterRegistrationBean<GatewayShortcut> gatewayShortcut(GatewayServlet servlet) {
        FilterRegistrationBean<GatewayShortcut> shortcut = new FilterRegistrationBean<>(new GatewayShortcut(servlet));
        shortcut.addUrlPatterns(GatewayServlet.PATH);
        shortcut.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        shortcut.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        return shortcut;
    }

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> requestIds() {
        FilterRegistrationBean<OncePerRequestFilter> registration = new FilterRegistrationBean<>(new RequestId());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        return registration;
    }

    /// What is served as a file is in the language that it says itself; what we say goes by [Languages].
    @Bean
    LocaleResolver localeResolver() {
        return new FixedLocaleResolver(Locale.FRENCH);
    }

    @Bean
    WebMvcConfigurer pages() {
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                // Files under assets/ carry a hash of their content in their names.
                registry.addResourceHandler("/assets/**")
                        .addResourceLocations("classpath:/static/assets/")
                        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365))
                                .cachePublic()
                                .immutable());
                registry.addResourceHandler("/*")
                        .addResourceLocations("classpath:/static/")
                        .setCacheControl(CacheControl.noCache());
            }

            @Override
            public void addViewControllers(ViewControllerRegistry registry) {
                registry.addViewController("/").setViewName("forward:/index.html");
            }
        };
    }
}
