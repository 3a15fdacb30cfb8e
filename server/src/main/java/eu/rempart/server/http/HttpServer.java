package eu.rempart.server.http;

import eu.rempart.server.Rempart;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// Port 8080, running.
public final class HttpServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private HttpServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /// Starts, and returns when requests are answered.
    public static HttpServer start(Rempart rempart) {
        SpringApplication application = new SpringApplication(HttpEdge.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        Map<String, Object> properties = new HashMap<>();
        // Our configuration is the only one: Spring looks for no file of its own.
        properties.put("spring.config.location", "classpath:/eu/rempart/server/http/spring.properties");
        application.setDefaultProperties(properties);
        application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>)
                context -> context.registerBean(Rempart.class, () -> rempart));
        return new HttpServer(application.run());
    }

    /// The port that is listened on; -1 once it is closed.
    public int port() {
        WebServer server = ((WebServerApplicationContext) context).getWebServer();
        return server == null ? -1 : server.getPort();
    }

    /// Takes no more requests, lets those under way end for a while, and stops.
    @Override
    public void close() {
        context.close();
    }
}
