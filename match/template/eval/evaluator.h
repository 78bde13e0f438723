#pragma once
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "match/template/eval/member_index.h"
#include "match/template/model/ast.h"
#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

/// One rendering: expressions (eval_expression.cc), built-ins (eval_builtin.cc), directives
/// (eval_directive.cc), macros and functions (eval_call.cc), variables (eval_variable.cc).
class Evaluator final : public Tools {
 public:
  Evaluator(const Parsed& parsed, const NameScope& scope, const RenderLimits& limits);
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  ~Evaluator() override;
  std::string render();
  base::Json whole_value(const Expr& expr);
  void rehearse(const Expr& expr) { value(expr, true); }  ///< for what it throws

  // ---- Tools
  Dialect dialect() const override { return root_.dialect; }
  const Settings& settings() const override { return settings_; }
  void charge(std::size_t bytes) override;
  Datum call(const Datum& callable, Items args) override;
  const Regex& regex(const std::string& pattern, bool whole) override;
  std::size_t max_output() const override { return limits_.max_output; }
  std::int64_t now() const override;

 private:
  /// What a rendering may make and go through, in times of what it may put out.
  static constexpr std::size_t kAccount = 16;
  static constexpr std::size_t kBytesOfStep = 64;
  static constexpr std::size_t kBytesOfMember = 64;
  /// Expressions, directives and calls inside one another.
  static constexpr std::size_t kMaxDepth = 1200;

  /// How a block ended.
  enum class Flow { kNext, kBreak, kContinue, kReturn };

  /// A name that ends with its block: of a loop, of a lambda, of a macro's content.
  struct Local {
    std::string name;
    Datum value;
    const LoopState* loop = nullptr;
    bool hides = false;  ///< also when it is missing
  };
  /// What one macro or function knows; the outermost is that of the template.
  struct Frame {
    const Node* definition = nullptr;
    std::map<std::string, Datum> variables;
    std::vector<Local> locals;
    const Node* call = nullptr;  ///< whose content <#nested> shows
    Frame* caller = nullptr;
    const Parsed* caller_parsed = nullptr;
    Datum arguments;                   ///< what .args is
    std::optional<std::string> error;  ///< inside <#recover>
  };
  struct Deeper {
    Deeper(Evaluator& e, std::size_t begin);
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    ~Deeper() { --evaluator.depth_; }
    Evaluator& evaluator;
  };
  /// Puts frame, text and names back, however the block is left.
  class Restore {
   public:
    explicit Restore(Evaluator& e)
        : e_(e), frame_(e.frame_), parsed_(e.parsed_), locals_(e.frame_->locals.size()) {}
    Restore(const Restore&) = delete;
    Restore& operator=(const Restore&) = delete;
    ~Restore() {
      e_.frame_ = frame_;
      e_.parsed_ = parsed_;
      frame_->locals.resize(locals_);
    }

   private:
    Evaluator& e_;
    Frame* frame_;
    const Parsed* parsed_;
    std::size_t locals_;
  };

  // ---- findings
  [[noreturn]] void fail(std::string code, std::string message, const Expr& at,
                         std::string hint = {}) const;
  [[noreturn]] void fail_at(std::string code, std::string message, std::size_t begin,
                            std::string hint = {}) const;
  /// Of `inner` all but its place.
  [[noreturn]] void fail(const base::Diag& inner, const Expr& at) const;
  [[noreturn]] void undefined(const Expr& expr);
  std::string source(const Expr& expr) const;
  void step(std::size_t begin);
  /// Steps so far, and what was made on the way as steps.
  std::uint64_t spent() const { return steps_ + charged_ / kBytesOfStep; }
  /// Runs what may throw a BuiltinError, and gives its finding the place of `expr`.
  template <class Work>
  std::invoke_result_t<Work> guarded(const Expr& expr, const Work& work) const {
    try {
      return work();
    } catch (const BuiltinError& e) {
      fail(base::Diag(e.kind, e.code, e.message, e.hint), expr);
    }
  }

  // ---- expressions
  /// Missing: not defined. With `forgiving`, a missing step inside a path makes the whole missing;
  /// else it is an error, and only the last step may be missing.
  Datum value(const Expr& expr, bool forgiving = false);
  Datum compound(const Expr& expr);
  /// Not missing, or an error.
  Datum present(const Expr& expr);
  bool condition(const Expr& expr);
  std::string text(const Expr& expr);
  std::string inner_text(const Expr& expr);
  Datum list(const Expr& expr);
  Datum hash(const Expr& expr);
  Datum range(const Expr& expr);
  Datum binary(const Expr& expr);
  Datum signed_number(const Expr& expr);
  Datum checked(Datum container, const Expr& expr);

  // ---- members
  Datum owner_of(const Expr& expr, bool forgiving);
  Datum member(const Expr& expr, const std::string& key, bool forgiving);
  Datum index(const Expr& expr, bool forgiving);
  base::Result<Datum> find(const Expr& expr, const Hash& hash, const std::string& key);

  // ---- built-ins
  Datum built_in(const Expr& expr);
  Datum lazy_built_in(const Expr& expr);
  const LoopState& loop_of(const Expr& expr) const;
  Datum fallback(const Expr& expr);

  // ---- variables
  Datum name(const std::string& name) const;
  Datum local(const std::string& name, bool& hidden) const;
  Datum special(const Expr& expr);
  Datum variables_of(std::string_view which) const;
  void bind(const Node& node, const Binding& binding);
  void set(Node::VariableScope where, const std::string& name, Datum value);
  std::optional<Datum> get(Node::VariableScope where, const std::string& name) const;

  // ---- directives
  Flow run(const Block& nodes, std::string& out);
  Flow run(const Node& node, std::string& out);
  Flow run_silent(const Node& node);
  Flow run_if(const Node& node, std::string& out);
  Flow run_switch(const Node& node, std::string& out);
  Flow run_list(const Node& node, std::string& out);
  Flow run_items(const Node& node, std::string& out);
  Flow loop(const Datum& items, const std::vector<std::string>& names, const Expr& source,
            const Block& body, std::string& out);
  Flow run_attempt(const Node& node, std::string& out);
  Flow run_captured(const Node& node, std::string& out);
  void put_value(const Node& node, std::string& out);
  void put_number(const Node& node, std::string& out);
  void run_setting(const Node& node);
  Datum escaped(Datum value, const Escape* escape);

  // ---- macros and functions
  Datum function_call(const Expr& expr);
  Flow macro_call(const Node& node, std::string& out);
  Flow nested(const Node& node, std::string& out);
  Datum invoke(const Node& definition, Frame& frame, std::string& out);
  void positional(const Node& definition, Items args, Frame& frame, std::size_t at) const;
  void named(const Node& definition, const Node& call, Frame& frame);
  void defaults(const Node& definition, Frame& frame, std::size_t at);

  const Parsed& root_;
  const Parsed* parsed_;  // whose text the expressions at hand stand in
  const NameScope& scope_;
  const RenderLimits& limits_;
  Settings settings_;
  Frame outermost_;
  Frame* frame_ = &outermost_;
  std::map<std::string, Datum> assigned_, globals_;
  std::map<std::pair<std::string, bool>, Regex> regexes_;
  MemberIndex members_;
  struct Listing {  // the <#list> around an <#items>, and the loop around a <#sep>
    const Datum* items = nullptr;
    const Expr* source = nullptr;
    const LoopState* loop = nullptr;
  } listing_;
  Datum returned_;
  std::size_t steps_ = 0, depth_ = 0, charged_ = 0;
  /// Steps for somebody who cannot wait (match::Work); else no bound.
  const std::uint64_t most_in_passing_;
};

}  // namespace ricochet::match::tpl
