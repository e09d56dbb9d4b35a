# Sums up the replicates of a plate: reads CSV from standard input and prints a line per sample.

FEWEST <- 4 # signals that a sample needs to have outliers
FLAT <- 1e-6

# What is known of one sample: its rows of the plate.
sum_up <- function(rows) {
  signals <- rows$signal[!is.na(rows$signal)]
  spread <- mad(signals) # with the factor of 1.4826
  outlier <- logical(length(signals))
  if (length(signals) >= FEWEST && spread > 0) {
    outlier <- abs(signals - median(signals)) > 3 * spread
  }
  kept <- signals[!outlier]
  data.frame(
    sample = rows$sample[1],
    n = length(kept),
    median = if (length(kept) > 0) median(kept) else NA_real_,
    outliers = sum(outlier),
    known = if (is.null(rows$known)) NA_real_ else as.numeric(rows$known[1])
  )
}

# The concentration of each sample by a line through the standards; NA where there is none.
concentrations <- function(samples) {
  standards <- samples[!is.na(samples$known) & !is.na(samples$median), ]
  nothing <- rep(NA_real_, nrow(samples))
  if (length(unique(standards$known)) < 2) {
    return(nothing)
  }
  line <- unname(coef(lm(median ~ known, data = standards)))
  if (abs(line[2]) < FLAT) {
    return(nothing)
  }
  ifelse(is.na(samples$known), (samples$median - line[1]) / line[2], NA_real_)
}

report <- function(plate) {
  if (nrow(plate) == 0) {
    return(character(0))
  }
  samples <- do.call(rbind, lapply(split(plate, plate$sample), sum_up))
  samples <- samples[order(samples$sample, method = "radix"), ]
  found <- concentrations(samples)
  paste0(
    samples$sample, " n=", samples$n,
    " median=", ifelse(is.na(samples$median), "-", sprintf("%.2f", samples$median)),
    ifelse(samples$outliers > 0, paste0(" outliers=", samples$outliers), ""),
    ifelse(is.na(found), "", sprintf(" concentration=%.2f", found))
  )
}

# A name such as 007 or TRUE stays a text.
plate <- read.csv(file("stdin"), colClasses = c(sample = "character"), na.strings = "")
lines <- report(plate)
if (length(lines) > 0) writeLines(lines)
