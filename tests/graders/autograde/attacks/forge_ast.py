# goal: strip all calls from later cells · must: 0
import ast
class Strip(ast.NodeTransformer):
    def visit_Expr(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Strip())
