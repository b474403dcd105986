package dev.evergrant.bench.measure;

import java.io.IOException;
import java.sql.SQLException;

/** Something to measure. */
public interface Measure {
  /** Measures, and notes what came out. */
  void measure(Bench bench) throws IOException, InterruptedException, SQLException;
}
