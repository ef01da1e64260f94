package workshop.generator;

/**
 * One mistake in the configuration: the key it is under, and what is wrong at which place of it.
 */
record Problem(String key, String message) {}
