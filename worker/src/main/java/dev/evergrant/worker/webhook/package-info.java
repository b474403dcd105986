/**
 * Alerts on their way to webhook targets: CloudEvents over HTTP, signed as Standard Webhooks
 * describe. What is to be sent stands in rows, a row for each target, written with the alert
 * itself; here it is claimed, signed, posted and tried again. Imports {@code store}, {@code
 * provider} (for its HTTP client and {@code RetryAfter}), {@code config} and {@code lifecycle};
 * imported by the composition root only.
 */
@NullMarked
package dev.evergrant.worker.webhook;

import org.jspecify.annotations.NullMarked;
