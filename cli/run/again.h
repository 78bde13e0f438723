#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "cli/run/change_watch.h"
#include "runner/live/kept_worlds.h"
#include "runner/live/touched.h"
#include "runner/model/discover.h"
#include "runner/result/result.h"

namespace ricochet::cli {

/// Which scenarios --watch runs again. A scenario, and what it includes or names, touches itself; a
/// stub file all scenarios of its suite; the suite file, what it includes and the files of its
/// services touch these too, and the suite is set up anew. A file that the run itself writes, round
/// after round, is left alone. On the loop's thread.
class RunAgain {
 public:
  using Known = std::function<void(runner::Discovery&)>;
  using Select = std::function<runner::Discovery(const Known&)>;

  /// `touched`: something happened, next() may have something.
  RunAgain(base::Loop& loop, std::string bin_dir, std::function<void()> touched);

  /// What the first run has. Error: as watching().
  base::Status begin(const runner::Discovery& first);
  /// What has to run now; nothing when no scenario is touched, or files are wrong, which has been
  /// told then and is remembered. Suites whose files did not change stay as they are in `worlds`,
  /// stub files are read again, the others are stopped.
  runner::Task<runner::Discovery> next(Select select, runner::KeptWorlds& worlds);
  /// In a line: what changed, and how much runs again.
  const std::string& why() const { return why_; }
  /// Whether next() has told of files that are wrong.
  bool told() const { return told_; }
  /// Error watch/unavailable: changes may go unseen.
  const base::Status& watching() const { return watching_; }
  /// What a run came to, which has just ended. Tells of files that are left alone from here on.
  void note(const runner::RunResult& run);
  /// Of what does not pass or cannot be read now, whenever it last ran; passed when there is none.
  int exit_code() const;
  /// In a line: how much is watched, and what still does not pass.
  std::string text() const;

 private:
  void note_written();
  runner::Discovery read_all(Select select, std::set<std::string>& changed);
  bool counts(const std::string& changed) const;
  bool touches(const std::set<std::string>& files) const;
  void keep_known(runner::Discovery& found);
  void take(const runner::Discovery& found);
  void tell_gone(const runner::Discovery& found);
  void blame_suites_that_are_gone(runner::Discovery& found) const;
  /// Keys of the suites that are not there any more.
  std::set<std::string> forget_gone(const runner::Discovery& found);
  void say_why(const std::set<std::string>& changed, std::size_t scenarios);
  /// Files that were not there, or had no scenario of that name, when it was last read.
  std::set<std::string> new_in(const runner::Discovery& found) const;

  std::string bin_dir_;
  ChangeWatch watch_;
  base::Status watching_;
  std::map<std::string, std::shared_ptr<const runner::Suite>> suites_;  ///< by key, as they are up
  std::map<std::string, runner::SuiteFiles> suite_files_;
  std::map<std::string, std::set<std::string>> scenario_files_;  ///< by file and name
  std::set<std::string> broken_;                                 ///< files that are wrong
  std::set<std::string> waiting_;             ///< were wrong, and have not run since
  std::set<std::string> changed_;             ///< since the last run that saw it
  std::set<std::string> documents_;           ///< of what is watched, those that only people write
  std::set<std::string> began_by_;            ///< changes that the run now is for
  std::map<std::string, int> written_again_;  ///< by file: rounds for it that wrote it
  std::set<std::string> left_alone_;
  struct NotPassed {
    std::string place;              ///< the name, with the place
    runner::ScenarioResult result;  ///< what it came to, without its steps
  };
  std::map<std::string, NotPassed> not_passed_;  ///< by file and name
  std::string why_;
  std::size_t count_ = 0;          ///< files that are watched
  std::set<std::string> folders_;  ///< that new scenarios may come into
  bool watches_ = false;
  bool told_ = false;
};

}  // namespace ricochet::cli
