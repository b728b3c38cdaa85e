package io.github.xclip4j.cli.hub;

import io.github.xclip4j.cli.hub.HubClient.Answer;
import io.github.xclip4j.internal.hub.ModelName;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What it means if the hub does not answer or answers with an error, and what to do. */
final class Refusals {
  private static final Pattern RESET = Pattern.compile("\\bt\\s*=\\s*([0-9]{1,6})");

  private Refusals() {}

  /** An answer with an error. */
  static HubException of(Answer answer, ModelName model, Optional<String> file, HubSettings settings) {
    String host = answer.address().getHost();
    if (answer.status() == 407) {
      return proxy(host, "status 407");
    }
    if (!HubSettings.isSameOrigin(answer.address(), settings.endpoint())) {
      // A link to another host is valid for a while only: the next try gets a new one.
      return new PassingException(host + ", to which the hub redirects, answered with status " + answer.status()
          + said(answer));
    }
    String page = settings.endpoint() + "/" + model.id();
    String what = file.map(path -> path + " of " + model).orElse(model.toString());
    String code = answer.header("X-Error-Code").orElse("");
    if (code.equals("GatedRepo") || answer.status() == 403) {
      return new HubException(what + " is not open to everyone: accept its terms at " + page
          + (settings.hasToken() ? ", with the account the token is of, or set HF_TOKEN to one that may read it"
              : ", then set HF_TOKEN to a token of " + settings.endpoint() + "/settings/tokens")
          + said(answer));
    }
    if (code.equals("RevisionNotFound")) {
      return new HubException(model.id() + " has no revision '" + model.revision() + "': " + page
          + "/commits/main lists branches, tags and commits; give one of them with --revision");
    }
    return switch (answer.status()) {
      case 401 -> unauthorized(answer, model, page, settings);
      case 404 -> code.equals("EntryNotFound") || file.isPresent()
          ? new HubException("the hub has no " + what + ": run the command again, the model may have changed meanwhile")
          : new HubException("there is no model " + model.id() + " at " + settings.endpoint()
              + (code.equals("RepoNotFound") ? "" : ", or it has no revision '" + model.revision() + "'")
              + ": check the name at " + page + owner(model));
      case 429 -> new PassingException(host + " has had too many requests from here (status 429): try again later"
          + (settings.hasToken() ? "" : ", or set HF_TOKEN, which allows more"), wait(answer));
      case 408, 500, 502, 503, 504 -> new PassingException(host + " is out of order (status " + answer.status()
          + said(answer) + "): try again later, what is here already is kept", wait(answer));
      default -> new HubException(host + " answered with status " + answer.status() + said(answer) + " when asked for "
          + what + ": check HF_ENDPOINT and the proxy");
    };
  }

  /** Only a few old models have a name without an owner: whoever gives one has mostly left it out. */
  private static String owner(ModelName model) {
    return model.id().contains("/") ? "" : " (names are owner/name, as in microsoft/" + model.id() + ")";
  }

  private static HubException unauthorized(Answer answer, ModelName model, String page, HubSettings settings) {
    if (!settings.hasToken()) {
      return new HubException(
          "the hub has no model " + model.id() + " that is open to everyone: check the name at " + page + owner(model)
              + ", or set HF_TOKEN to a token that may read it");
    }
    if (!settings.trusts(settings.endpoint())) {
      return new HubException("the hub wants a token for " + model.id() + ", which is not sent over plain http: give "
          + "HF_ENDPOINT an https address");
    }
    return new HubException("the hub has no model " + model.id() + " that the token in use may read" + said(answer)
        + ": check the name at " + page + " and the token at " + settings.endpoint() + "/settings/tokens");
  }

  /** What the hub itself says, made fit for a line. */
  private static String said(Answer answer) {
    String message = answer.header("X-Error-Message").orElse("").replaceAll("\\p{Cntrl}", " ").strip();
    return message.isEmpty() ? "" : " (" + message.substring(0, Math.min(200, message.length())) + ")";
  }

  private static Duration wait(Answer answer) {
    Optional<String> after = answer.header("Retry-After").filter(value -> value.matches("[0-9]{1,6}"));
    Matcher reset = RESET.matcher(answer.header("RateLimit").orElse(""));
    return Duration
        .ofSeconds(after.map(Long::parseLong).orElseGet(() -> reset.find() ? Long.parseLong(reset.group(1)) : 0L));
  }

  /** A request that got no answer. */
  static HubException failed(URI address, IOException failure) {
    String host = address.getHost();
    String remedy =
        ": check the network, and https_proxy if there is a proxy; what is in the cache works without network";
    if (hasCause(failure, UnresolvedAddressException.class)) {
      return new UnreachableException("cannot reach the hub: no address of " + host + " is known" + remedy, failure);
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return new UnreachableException("cannot reach the hub: " + host + " does not answer" + remedy, failure);
    }
    if (failure instanceof SSLException) {
      return new UnreachableException("cannot trust the connection to " + host + " (" + shown(failure)
          + "): check the clock, and give the JDK your proxy's certificate if it has one of its own", failure);
    }
    if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
      return new UnreachableException("cannot reach the hub: no connection to " + host + " (" + shown(failure) + ")"
          + remedy, failure);
    }
    String message = shown(failure).toLowerCase(Locale.ROOT);
    if (message.contains("tunnel") || message.contains("proxy")) {
      return proxy(host, shown(failure));
    }
    return cut(address, failure);
  }

  private static HubException proxy(String host, String why) {
    return new HubException(
        "the proxy does not let " + host + " through (" + why + "): check https_proxy and the name and "
            + "password in it; the JDK sends those only with -Djdk.http.auth.tunneling.disabledSchemes=");
  }

  /** A connection that ended before its time. */
  static PassingException cut(URI address, IOException failure) {
    return new PassingException((failure instanceof HttpTimeoutException ? address.getHost() + " fell silent"
        : "the connection to " + address.getHost() + " was cut") + " (" + shown(failure) + ")", failure);
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String shown(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        return message.replaceAll("\\p{Cntrl}", " ").strip();
      }
    }
    return failure.getClass().getSimpleName();
  }
}
